-- previous-binary: runs
-- courier.reset_resolve holds a member still while it writes to that member's address; a lock wants the right to
-- change something.
GRANT UPDATE (verified_at) ON tenant.member TO acho_courier_definer;

-- A mail that is held since a restore is no reason not to write another: due at infinity.
GRANT SELECT (due_at) ON tenant.outbox TO acho_login_definer;
