-- admin.denied: what the programs' roles may not do although they must: log in, connect, or call each of their functions.
--
-- A statement is prepared without asking for the right to execute, so only this finds it before a customer does; and of a
-- role whose password the caller does not know it is all that can be seen. `what` follows "may not". A role that is not
-- there may not log in.
-- Who: acho_admin. Reads the catalogue alone. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION admin.denied() RETURNS TABLE (role text, what text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT 'acho_' || n.nspname, d.what
    FROM pg_namespace AS n
    LEFT JOIN pg_roles AS r ON r.rolname = 'acho_' || n.nspname
   CROSS JOIN LATERAL (
     SELECT 'log in' AS what WHERE r.rolcanlogin IS NOT TRUE
     UNION ALL
     SELECT 'connect to ' || current_database() WHERE NOT has_database_privilege(r.oid, current_database(), 'CONNECT')
     UNION ALL
     SELECT 'call ' || p.oid::regprocedure::text
       FROM pg_proc AS p
      WHERE p.pronamespace = n.oid
        AND NOT (has_schema_privilege(r.oid, n.oid, 'USAGE') AND has_function_privilege(r.oid, p.oid, 'EXECUTE'))) AS d
   WHERE n.nspname IN ('signup', 'login', 'link', 'courier', 'admin')
   ORDER BY 1, 2
$$;
