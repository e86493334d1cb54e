-- Exchange rates and what staff paused are kept in each server process; whoever changes them, they hear of it with the commit.
CREATE FUNCTION tell_of_rates() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('duka_rates', '');
  RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER told AFTER INSERT ON fx_tables FOR EACH STATEMENT EXECUTE FUNCTION tell_of_rates();--> statement-breakpoint
CREATE FUNCTION tell_of_payment_pauses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('duka_payment_pauses', '');
  RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER told AFTER INSERT OR UPDATE OR DELETE ON payment_pauses FOR EACH STATEMENT EXECUTE FUNCTION tell_of_payment_pauses();
