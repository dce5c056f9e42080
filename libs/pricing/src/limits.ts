/**
 * Every limit of pricing, with its unit. Published in the OpenAPI document and in docs.
 */
export const PRICING_LIMITS = {
  /** Barbados cents of one fare, fee, tender or refund. */
  amountCentsMax: 1_000_000,
  /** Barbados cents of a rate or a line as a tariff states it. */
  tariffCentsMax: 1_000_000,
  /** Microdollars (a ten-thousandth of a cent) for one metre. */
  microdollarsPerMeterMax: 1_000_000,
  /** Metres of one leg of a trip; the island is 34 km long. */
  legMetersMax: 500_000,
  /** Onward destinations after the first. */
  stopsMax: 5,
  /** Milliseconds that a driver can have waited on one ride. */
  waitingMsMax: 6 * 3_600_000,
  /** Lines of one tariff, zone fares, fee rows, discounts and areas of one tariff. */
  tariffLinesMax: 50,
  tariffRowsMax: 400,
  /** Characters of an id within a tariff, of a version, and of a text for people. */
  idCharsMax: 60,
  textCharsMax: 300,
  /** Metres around an area's centre. */
  areaRadiusMetersMax: 5_000,
  /** Basis points of a percentage: ten times the amount it is taken of. */
  basisPointsMax: 100_000,
  /** Percent of a vehicle class against class Z. */
  classPercentMax: 1_000,
  /** Bytes of a signed page of the book, as gzip packs it. */
  pageGzipBytesMax: 60_000,
  /** Bytes of a signed page of the book before packing. */
  pageBytesMax: 1_000_000,
  /** Days for which a page is signed, and the days left at which its successor is signed. */
  pageValidDays: 30,
  pageRenewDays: 15,
  /** Days after the end of a page's validity during which a fare computed from it still stands. */
  pageHonouredDays: 7,
  /** Minutes by which a device's clock may be behind ours and still find a new page valid. */
  clockSkewMinutes: 60,
  /** Between two looks whether a page has to be renewed. */
  bookCheckIntervalMs: 15 * 60_000,
  /** Cash payments of one ride: their sum fits its column, and all of them are listed. */
  paymentsPerRideMax: 50,
  /** Fares in one page of a list, and where nobody says how many. */
  pageFaresMax: 200,
  pageFaresDefault: 50,
  /** Tariffs in one list. */
  tariffsListedMax: 200,
  /** Pages and prepared maps kept in memory. */
  pagesCachedMax: 16,
} as const;
