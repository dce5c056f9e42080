/**
 * Whether it was true that no car could come. Nothing that the decisions counted is believed here: who was on duty, who had
 * a ride or an offer, and who had said no follows from the ledger's own order.
 */
import { RIDE_LIMITS } from '#rides/client';

/** A driver who was free for less time than an offer lasts could not have been asked, and have answered. */
export const SUPPLY_FREE_MS_MIN = RIDE_LIMITS.offerTimeoutMs;

/**
 * `false_no_supply`: the rides that were given up although, while they waited, a driver was free for long enough to be
 * asked. Free is on duty, without a ride or an offer; whoever said no to this ride is out, and whoever did not answer it
 * is until they next say that they are online. Needs `decided`.
 */
export const FALSE_NO_SUPPLY_SQL = `shift_step AS (
  SELECT subject AS driver_id, name, decided_at_ms AS from_ms,
         min(decided_at_ms) FILTER (WHERE name = 'drivers.goOffline')
           OVER (PARTITION BY subject ORDER BY commit, ordinal ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS to_ms
  FROM decided
  WHERE outcome = 'applied' AND name IN ('drivers.goOnline', 'drivers.goOffline')
),
duty AS (
  SELECT driver_id, range_agg(int8range(from_ms, to_ms)) AS spans
  FROM shift_step WHERE name = 'drivers.goOnline' GROUP BY driver_id
),
offer_step AS (
  SELECT ride_id, name, driver_id, decided_at_ms AS from_ms, lead(name) OVER of_ride AS ended_by,
         lead(decided_at_ms) OVER of_ride AS to_ms
  FROM decided
  WHERE outcome = 'applied'
    AND name IN ('rides.offer', 'rides.decline', 'rides.expireOffer', 'rides.end', 'rides.noShow', 'rides.cancel', 'rides.giveUp')
  WINDOW of_ride AS (PARTITION BY ride_id ORDER BY commit, ordinal)
),
ended_shift AS MATERIALIZED (
  SELECT driver_id, from_ms FROM shift_step WHERE name = 'drivers.goOffline'
),
-- Who ends the shift gives an offer back without a word about the ride.
hold AS (
  SELECT o.ride_id, o.driver_id, o.ended_by, o.from_ms, least(o.to_ms, (
    SELECT min(s.from_ms) FROM ended_shift s WHERE s.driver_id = o.driver_id AND s.from_ms >= o.from_ms)) AS to_ms
  FROM offer_step o WHERE o.name = 'rides.offer'
),
busy AS (
  SELECT driver_id, range_agg(int8range(from_ms, to_ms)) AS spans FROM hold GROUP BY driver_id
),
free AS MATERIALIZED (
  SELECT d.driver_id, d.spans - coalesce(b.spans, '{}') AS spans FROM duty d LEFT JOIN busy b ON b.driver_id = d.driver_id
),
search AS MATERIALIZED (
  SELECT ride_id, min(subject) FILTER (WHERE name = 'rides.book') AS rider_id,
         int8range(min(decided_at_ms) FILTER (WHERE name = 'rides.book'), min(decided_at_ms) FILTER (WHERE name = 'rides.giveUp')) AS lasted
  FROM decided
  WHERE outcome = 'applied' AND name IN ('rides.book', 'rides.giveUp')
  GROUP BY ride_id HAVING count(DISTINCT name) = 2
),
passed AS MATERIALIZED (
  SELECT h.ride_id, h.driver_id, range_agg(int8range(h.to_ms, CASE h.ended_by WHEN 'rides.expireOffer' THEN (
    SELECT min(s.from_ms) FROM shift_step s
    WHERE s.driver_id = h.driver_id AND s.name = 'drivers.goOnline' AND s.from_ms >= h.to_ms) END)) AS spans
  FROM hold h
  WHERE h.ended_by IN ('rides.decline', 'rides.expireOffer') AND h.ride_id IN (SELECT ride_id FROM search)
  GROUP BY h.ride_id, h.driver_id
),
-- In two parts, or whoever plans this without statistics goes through all that passed for each ride and driver.
askable AS (
  SELECT s.ride_id, f.spans * int8multirange(s.lasted) AS spans
  FROM search s JOIN free f ON f.spans && s.lasted AND f.driver_id <> s.rider_id
  WHERE (s.ride_id, f.driver_id) NOT IN (SELECT ride_id, driver_id FROM passed)
  UNION ALL
  SELECT s.ride_id, (f.spans - p.spans) * int8multirange(s.lasted)
  FROM passed p JOIN search s ON s.ride_id = p.ride_id JOIN free f ON f.driver_id = p.driver_id
),
false_no_supply AS MATERIALIZED (
  SELECT DISTINCT a.ride_id FROM askable a, unnest(a.spans) AS span
  WHERE upper(span) - lower(span) >= ${SUPPLY_FREE_MS_MIN}
)`;
