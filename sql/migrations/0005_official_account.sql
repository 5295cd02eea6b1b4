-- previous-binary: runs
-- Step 11: the Official Account a merchant wants to link, and the two ticks of step 13.

CREATE TABLE tenant.oa (
  account_id    bigint PRIMARY KEY REFERENCES tenant.account (account_id),
  name          text NOT NULL CHECK (name !~ '[\r\n]'),
  basic_id      text NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  entered_at    timestamptz NOT NULL DEFAULT now(),
  published_at  timestamptz,
  oa_linked_at  timestamptz
);
COMMENT ON TABLE tenant.oa IS 'The Official Account as the merchant entered it. Without a row steps 12 to 14 are closed.';
COMMENT ON COLUMN tenant.oa.account_id IS 'The account; it has one Official Account at most.';
COMMENT ON COLUMN tenant.oa.name IS 'Name as typed.';
COMMENT ON COLUMN tenant.oa.basic_id IS 'Basic ID or premium ID as entered, cleaned, with its @.';
COMMENT ON COLUMN tenant.oa.created_at IS 'When one was first entered.';
COMMENT ON COLUMN tenant.oa.entered_at IS 'When this Basic ID was entered.';
COMMENT ON COLUMN tenant.oa.published_at IS 'When the merchant said the Login channel is published; NULL: not said.';
COMMENT ON COLUMN tenant.oa.oa_linked_at IS 'When the merchant said the channel is linked to the Official Account; NULL: not said.';

ALTER TABLE tenant.oa ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY login ON tenant.oa FOR SELECT TO acho_login_definer
  USING (account_id = tenant.current_account());
CREATE POLICY link ON tenant.oa TO acho_link_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
CREATE POLICY courier ON tenant.oa FOR SELECT TO acho_courier_definer USING (true);
CREATE POLICY report ON tenant.oa FOR SELECT TO acho_report_definer USING (true);
GRANT SELECT (account_id, created_at, published_at, oa_linked_at) ON tenant.oa TO acho_login_definer;
GRANT SELECT, INSERT (account_id, name, basic_id), UPDATE (name, basic_id, entered_at, published_at, oa_linked_at)
   ON tenant.oa TO acho_link_definer;
GRANT SELECT (account_id, basic_id) ON tenant.oa TO acho_courier_definer;
GRANT SELECT (account_id, name, basic_id, created_at, published_at, oa_linked_at) ON tenant.oa TO acho_report_definer;
