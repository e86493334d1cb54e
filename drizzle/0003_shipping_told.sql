-- Where the shop delivers, how and with which taxes is kept in each server process; whoever changes it, they hear of it with
-- the commit. Only staff change it, so nobody who buys waits for NOTIFY's lock.
CREATE FUNCTION tell_of_shipping() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('duka_shipping', '');
  RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER told AFTER INSERT OR UPDATE OR DELETE ON delivery_zones FOR EACH STATEMENT EXECUTE FUNCTION tell_of_shipping();--> statement-breakpoint
CREATE TRIGGER told AFTER INSERT OR UPDATE OR DELETE ON delivery_options FOR EACH STATEMENT EXECUTE FUNCTION tell_of_shipping();--> statement-breakpoint
CREATE TRIGGER told AFTER INSERT OR UPDATE OR DELETE ON tax_rules FOR EACH STATEMENT EXECUTE FUNCTION tell_of_shipping();
