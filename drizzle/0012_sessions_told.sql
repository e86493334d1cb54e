-- What a server process knows of sessions it looked up a moment ago is emptied when one ends or its person changes, whoever
-- writes that down. What happens at every call (when somebody was last seen, a new session) tells nobody.
CREATE FUNCTION tell_of_sessions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('duka_sessions', '');
  RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER told AFTER UPDATE ON sessions FOR EACH ROW WHEN (OLD.revoked_at IS DISTINCT FROM NEW.revoked_at) EXECUTE FUNCTION tell_of_sessions();--> statement-breakpoint
CREATE TRIGGER told_of_deletion AFTER DELETE ON sessions FOR EACH STATEMENT EXECUTE FUNCTION tell_of_sessions();--> statement-breakpoint
CREATE TRIGGER told AFTER UPDATE ON users FOR EACH ROW WHEN ((OLD.role, OLD.language, OLD.first_name, OLD.last_name, OLD.banned_at) IS DISTINCT FROM (NEW.role, NEW.language, NEW.first_name, NEW.last_name, NEW.banned_at)) EXECUTE FUNCTION tell_of_sessions();
