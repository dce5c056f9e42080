import { bbdText, type Receipt, type ReceiptPlace } from '#pricing';
import { createHash } from 'node:crypto';
import { escapeHtml } from '../http/page.ts';

const STYLE = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: #12313a; font: 16px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { max-width: 42rem; margin: 0 auto; padding: 1.5rem 1rem 2.5rem; }
h1 { font-size: 1.4rem; margin: 0 0 .3rem; } h2 { font-size: 1.05rem; margin: 1.4rem 0 .4rem; }
p { margin: 0 0 .6rem; } .dim { color: #4c666d; font-size: .9rem; }
table { width: 100%; border-collapse: collapse; } td, th { padding: .35rem 0; text-align: left; vertical-align: top; }
td.cents, th.cents { text-align: right; white-space: nowrap; padding-left: 1rem; font-variant-numeric: tabular-nums; }
tbody tr { border-top: 1px solid #cbdad8; } .total td { border-top: 2px solid #12313a; font-weight: 700; }
.tag { border: 1px solid #b36b00; color: #7a4900; border-radius: 1rem; padding: 0 .5rem; font-size: .8rem; white-space: nowrap; }
@media print { main { padding: 0; max-width: none; } body { font-size: 11pt; } }
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Headers of a receipt: its own style and nothing else. */
export function receiptHeaders(): Record<string, string> {
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  };
}

/** A receipt as a page to print. */
export function receiptPage(receipt: Receipt): string {
  const { rideId, tripAtLocal, fareCents, explanation, kind } = receipt;
  const title = kind === 'ride' ? 'Receipt' : 'Receipt for a cancelled ride';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Bimride</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="dim">Ride ${escapeHtml(rideId)}<br>${escapeHtml(localWords(tripAtLocal))} (Barbados)${tripText(receipt)}</p>
${placesText(receipt)}
<p>${escapeHtml(explanation)}</p>
<table>
<thead><tr><th scope="col">For</th><th scope="col" class="cents">VAT</th><th scope="col" class="cents">Amount</th></tr></thead>
<tbody>${receipt.lines.map(lineRow).join('')}
<tr class="total"><td>Total</td><td class="cents">${bbdText(totalTax(receipt))}</td><td class="cents">${bbdText(fareCents)}</td></tr>
</tbody></table>
${moneySection(receipt)}
${taxSection(receipt)}
${assumptionSection(receipt)}
<p class="dim">Tariff ${escapeHtml(receipt.tariffVersion)}${mapText(receipt)}.</p>
</main>
</body>
</html>
`;
}

function mapText({ mapVersion, graphVersion, attribution }: Receipt): string {
  if (mapVersion === null) return '';
  return `, map ${escapeHtml(mapVersion)}, roads ${escapeHtml(graphVersion ?? 'unknown')}, distances ${escapeHtml(attribution ?? '')}`;
}

const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December',
]; // prettier-ignore

/** `29 November 2026, 18:07` of a moment as the fare has it: `2026-11-29T18:07:02-04:00`. */
export function localWords(tripAtLocal: string): string {
  const [date = '', clock = ''] = tripAtLocal.split('T');
  const [year, month, day] = date.split('-').map(Number);
  return `${day} ${MONTHS[(month ?? 1) - 1]} ${year}, ${clock.slice(0, 5)}`;
}

function placesText({ pickup, dropoff }: Receipt): string {
  if (pickup === null || dropoff === null) return '';
  return `<p>From ${placeText(pickup)}<br>to ${placeText(dropoff)}</p>`;
}

const DEGREE_DIGITS = 5;

function placeText({ lat, lon, near, parish }: ReceiptPlace): string {
  const point = `${lat.toFixed(DEGREE_DIGITS)}, ${lon.toFixed(DEGREE_DIGITS)}`;
  if (near === null) return point;
  return `near ${escapeHtml(near)}${parish === null ? '' : `, ${escapeHtml(parish)}`} <span class="dim">(${point})</span>`;
}

const METERS_PER_KM = 1000;

function tripText({ distanceMeters, toleranceMeters, vehicleClass, distanceIsEstimate }: Receipt): string {
  const km = (meters: number): string => (meters / METERS_PER_KM).toFixed(1);
  if (distanceMeters === null) return `<br>Class ${escapeHtml(vehicleClass)}`;
  const estimate = distanceIsEstimate ? ', an estimate' : '';
  return `<br>${km(distanceMeters)} km by road (± ${km(toleranceMeters ?? 0)} km${estimate}), class ${escapeHtml(vehicleClass)}`;
}

function lineRow({ label, basis, assumed, quantity, taxCents, amountCents }: Receipt['lines'][number]): string {
  const amount = quantity === null ? '' : ` <span class="dim">${quantity.value} ${escapeHtml(quantity.unit)}</span>`;
  const tag = assumed ? ' <span class="tag">assumed</span>' : '';
  return `<tr><td>${escapeHtml(label)}${amount}${tag}<br><span class="dim">${escapeHtml(basis)}</span></td><td class="cents">${bbdText(
    taxCents,
  )}</td><td class="cents">${bbdText(amountCents)}</td></tr>`;
}

const totalTax = ({ lines }: Receipt): number => lines.reduce((sum, { taxCents }) => sum + taxCents, 0);

function row(label: string, text: string): string {
  return `<tr><td>${escapeHtml(label)}</td><td class="cents">${escapeHtml(text)}</td></tr>`;
}

function moneySection(receipt: Receipt): string {
  const { quotedFareCents, differenceCents, meterFareCents, legalCapCents, discountCents, driverPayCents } = receipt;
  const rows = [
    ...(quotedFareCents === null ? [] : [row('Quoted', bbdText(quotedFareCents))]),
    ...(differenceCents === null ? [] : [row('The ride as it was, against the quote', bbdText(differenceCents))]),
    row('By the tariff, for the ride as it was', bbdText(meterFareCents)),
    row('The most the law allows, as far as it is known', bbdText(legalCapCents)),
    ...(discountCents === 0 ? [] : [row('Discount, borne by Bimride', bbdText(discountCents))]),
    ...(driverPayCents === null ? [] : [row('What the driver gets for the ride', bbdText(driverPayCents))]),
    ...receipt.payments.map(({ currency, tenderedCents, changeCents }) =>
      row(`Cash: ${bbdText(tenderedCents).replace('BBD', currency)} given, ${bbdText(changeCents)} back`, ''),
    ),
    ...receipt.refunds.map(({ refundCents, reason }) => row(`Given back: ${reason}`, bbdText(refundCents))),
    row('Paid in cash', bbdText(receipt.paidCents)),
    openRow(receipt),
  ];
  return `<h2>How it came about</h2><table><tbody>${rows.join('')}</tbody></table>`;
}

function openRow({ openCents, audience }: Receipt): string {
  if (openCents >= 0) return row('Still to pay', bbdText(openCents));
  return row(
    audience === 'rider' ? 'Paid too much: this is owed back to you' : 'Paid too much: owed back to the rider',
    bbdText(-openCents),
  );
}

const BASIS_POINTS_PER_PERCENT = 100;

function taxSection({ vat: { ride, platformFee } }: Receipt): string {
  const rate = platformFee.taxBasisPoints / BASIS_POINTS_PER_PERCENT;
  const fee = platformFee.treatment === 'exempt' ? 'exempt' : `standard-rated, ${rate} %`;
  return `<h2>VAT</h2><table><tbody>${row(`The ride: ${ride.treatment}`, bbdText(ride.taxCents))}${row(
    `Platform service fee, paid by the ${platformFee.payer}: ${bbdText(platformFee.netCents)}, ${fee}`,
    bbdText(platformFee.taxCents),
  )}</tbody></table>`;
}

function assumptionSection({ assumptions }: Receipt): string {
  if (assumptions.length === 0) return '';
  const items = assumptions.map(
    ({ about, status, asOf, source }) =>
      `<li>${escapeHtml(about)} <span class="dim">(${escapeHtml(`${status}, ${asOf}; ${source}`)})</span></li>`,
  );
  return `<details><summary>What no source confirms (${items.length})</summary><ul>${items.join('')}</ul></details>`;
}
