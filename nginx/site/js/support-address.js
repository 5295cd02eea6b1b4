// The mailbox where a person answers merchants. nginx puts it here (nginx/render SUPPORT=...); empty: nobody has said.
export const supportAddress = '';
