-- The roles of tlslp-server in PostgreSQL 13 or newer. Run it in the database of tlslp-server, as a superuser (or as a role that may create
-- roles and owns the database): once before the first "tlslp-records migrate", and again after each. It may be run any number of times.
--
--   createdb tlslp
--   psql -X -v ON_ERROR_STOP=1 -d tlslp -f postgresql-roles.sql
--   psql -X -d tlslp -c '\password tlslp_owner' -c '\password tlslp_server' -c '\password tlslp_reader'
--   tlslp-records migrate --records postgresql://tlslp_owner@HOST/tlslp
--   psql -X -v ON_ERROR_STOP=1 -d tlslp -f postgresql-roles.sql
--
-- tlslp_owner   owns the schema and its tables, and migrates. Nothing runs as this role day and night.
-- tlslp_server  is the servers': it writes records, and can delete none, nor change the schema.
-- tlslp_reader  is for graders and their spreadsheets: it reads records, and nothing else.

BEGIN;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['tlslp_owner', 'tlslp_server', 'tlslp_reader'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      -- Without a password nobody can log in where one is asked for: \password sets it, and sends only its hash.
      EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE', name);
    END IF;
  END LOOP;
  -- Only these three come in. The owner may make the schema, which "migrate" does.
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO tlslp_owner, tlslp_server, tlslp_reader', current_database());
  EXECUTE format('GRANT CREATE ON DATABASE %I TO tlslp_owner', current_database());
END
$$;

-- Two for each server process and its spool, with as many to spare. Whoever reads takes none of the servers' connections.
ALTER ROLE tlslp_server CONNECTION LIMIT 60;
ALTER ROLE tlslp_reader CONNECTION LIMIT 10;

-- DONE is said after COMMIT: a commit that a crash of the database can undo would make it a lie.
ALTER ROLE tlslp_server SET synchronous_commit = on;
-- A statement of a server takes milliseconds. One that hangs gives up, and its answers go to the spool.
ALTER ROLE tlslp_server SET statement_timeout = '10s';
ALTER ROLE tlslp_server SET lock_timeout = '5s';
ALTER ROLE tlslp_server SET idle_in_transaction_session_timeout = '10s';
-- A migration waits for no lock for long: all who come after it would wait with it. It can be run again.
ALTER ROLE tlslp_owner SET lock_timeout = '5s';
-- A grader's query that takes long gives up too, and cannot write by mistake.
ALTER ROLE tlslp_reader SET statement_timeout = '5min';
ALTER ROLE tlslp_reader SET default_transaction_read_only = on;
ALTER ROLE tlslp_reader SET search_path = tlslp;

CREATE SCHEMA IF NOT EXISTS tlslp;
ALTER SCHEMA tlslp OWNER TO tlslp_owner;
REVOKE ALL ON SCHEMA tlslp FROM PUBLIC;
GRANT USAGE ON SCHEMA tlslp TO tlslp_server, tlslp_reader;

-- What the owner makes from now on, the server may read and write: so it runs right after a migration. DELETE and TRUNCATE are not in it.
ALTER DEFAULT PRIVILEGES FOR ROLE tlslp_owner IN SCHEMA tlslp
  GRANT SELECT, INSERT, UPDATE ON TABLES TO tlslp_server;
ALTER DEFAULT PRIVILEGES FOR ROLE tlslp_owner IN SCHEMA tlslp
  GRANT USAGE ON SEQUENCES TO tlslp_server;

-- What is there already. The list of migrations is the owner's: the server reads it, to refuse a schema that it does not know.
DO $$
DECLARE
  readable CONSTANT text[] := ARRAY['sessions', 'participants', 'migrations'];
  disposable CONSTANT text[] := ARRAY['work_tokens'];
  name text;
BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'tlslp' LOOP
    EXECUTE format('ALTER TABLE tlslp.%I OWNER TO tlslp_owner', name);
    EXECUTE format('REVOKE ALL ON TABLE tlslp.%I FROM PUBLIC, tlslp_server, tlslp_reader', name);
    IF name = 'migrations' THEN
      EXECUTE format('GRANT SELECT ON TABLE tlslp.%I TO tlslp_server', name);
    ELSE
      EXECUTE format('GRANT SELECT, INSERT, UPDATE ON TABLE tlslp.%I TO tlslp_server', name);
    END IF;
    IF name = ANY (readable) THEN
      EXECUTE format('GRANT SELECT ON TABLE tlslp.%I TO tlslp_reader', name);
    END IF;
    IF name = ANY (disposable) THEN
      EXECUTE format('GRANT DELETE ON TABLE tlslp.%I TO tlslp_server', name);
    END IF;
  END LOOP;
END
$$;

COMMIT;
