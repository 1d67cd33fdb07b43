/**
 * Writes a made-up decision log of any length, the same bytes every time:
 *
 *     node bench/generate.mjs 10000000 bench/out/log-10m.csv
 *
 * About 140 bytes a row: one decision, its customer, four attributes, twelve features and three yes/no flags.
 * A third as many customers as rows. A customer's attributes and most features are worked out afresh from the
 * customer's number each time, so nothing is held in memory and a log of 50 million rows needs no more than one
 * of a thousand.
 *
 * Bytes are copied into a buffer instead of joining strings, which is some twenty times faster.
 */
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { argv } from "node:process";
import { pathToFileURL } from "node:url";

const HEADER =
  "decision_id,decided_at,campaign,customer_id,gender,age_band,race,region,zip,device,browser,channel," +
  "tenure_months,visits_30d,score,segment,language,household_size,loyalty,referrer,offered,shown,clicked\n";

/** The values of each text column, as bytes with the comma that follows them. */
const words = (...list) => list.map((word) => Buffer.from(`${word},`));
const CAMPAIGN = words("autumn-1", "autumn-2", "winback", "upgrade");
const GENDER = words("Female", "Male");
const AGE = words("18-29", "30-44", "45-64", "65+");
const RACE = words("Asian", "Black", "Hispanic", "Other", "White");
const REGION = words("Centre", "Coast", "East", "North", "South", "West");
const DEVICE = words("mobile", "desktop", "tablet", "tv");
const BROWSER = words("chrome", "safari", "firefox", "edge", "other");
const CHANNEL = words("email", "push", "web", "sms");
const SEGMENT = words("saver", "family", "student", "business", "retired");
const LANGUAGE = words("de", "en", "es", "fr", "tr");
const LOYALTY = words("none", "bronze", "silver", "gold");
const REFERRER = words("direct", "search", "social", "partner", "mail");

const ZIPS_PER_REGION = 5000; // six regions: 30,000 zips, each within one region, so zip tells region
const SECONDS = 31 * 24 * 60 * 60; // October
const CHUNK = 1 << 20;
const LONGEST_ROW = 256;

/** Scrambles a whole number into 32 bits that look random (the finaliser of MurmurHash3). */
function scramble(number) {
  let h = Math.imul(number ^ 0x9e3779b9, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A whole number from 0 to `count - 1`, read off 16 random bits. */
const pick = (bits, count) => ((bits & 0xffff) * count) >>> 16;

/** Copies a word's bytes; gives back where the next one goes. */
function put(buffer, at, word) {
  for (let i = 0; i < word.length; i++) buffer[at + i] = word[i];
  return at + word.length;
}

/** Writes a whole number with leading zeros and the comma after it. */
function putDigits(buffer, at, number, width) {
  let rest = number;
  for (let i = at + width - 1; i >= at; i--) {
    const tens = (rest / 10) | 0;
    buffer[i] = 48 + rest - tens * 10;
    rest = tens;
  }
  buffer[at + width] = 44;
  return at + width + 1;
}

/** Writes a whole number under 1000 as it is, without leading zeros, and the comma after it. */
function putNumber(buffer, at, number) {
  return putDigits(buffer, at, number, number < 10 ? 1 : number < 100 ? 2 : 3);
}

/** "2026-10-DDTHH:MM:SSZ," of a second within October. */
function timeStamp(buffer, at, second) {
  put(buffer, at, TIME_SHAPE);
  const minute = (second / 60) | 0;
  const hour = (minute / 60) | 0;
  const day = (hour / 24) | 0;
  twoDigits(buffer, at + 8, day + 1);
  twoDigits(buffer, at + 11, hour - day * 24);
  twoDigits(buffer, at + 14, minute - hour * 60);
  twoDigits(buffer, at + 17, second - minute * 60);
  return at + TIME_SHAPE.length;
}
const TIME_SHAPE = Buffer.from("2026-10-00T00:00:00Z,");

function twoDigits(buffer, at, number) {
  const tens = (number / 10) | 0;
  buffer[at] = 48 + tens;
  buffer[at + 1] = 48 + number - tens * 10;
}

/**
 * Whose decision this is. Every third row brings in the next customer, so each appears; the others are drawn
 * with a lean towards some, so that a few customers have many rows.
 */
function customerOf(row, bits, customers, stride) {
  if (row % 3 === 0) return ((row / 3) * stride) % customers;
  const lean = (bits & 0xffff) / 65536;
  const place = lean * ((bits >>> 16) / 65536);
  return Math.floor((place + lean / 65536) * customers) % customers;
}

/** A step that visits every customer once before coming round. */
function strideFor(customers) {
  const divides = (a, b) => (b === 0 ? a : divides(b, a % b));
  let stride = 7919;
  while (divides(stride, customers) !== 1) stride += 2;
  return stride;
}

/** Writes one row at `at`; gives back where the next begins. */
function putRow(buffer, start, row, rows, customers, stride) {
  const chance = scramble(row);
  const more = scramble(chance);
  const extra = scramble(more);
  const customer = customerOf(row, chance, customers, stride);
  const one = scramble(customer ^ 0x5bd1e995);
  const two = scramble(one);
  const three = scramble(two);

  const gender = one & 1;
  const age = (one >>> 1) & 3;
  const race = pick(one >>> 3, 5);
  const region = pick(two, 6);
  const device = extra & 7 ? one >>> 30 : extra >>> 30; // mostly the customer's own device

  let at = start;
  buffer[at++] = 68;
  at = putDigits(buffer, at, row + 1, 8);
  at = timeStamp(buffer, at, Math.floor((row * SECONDS) / rows));
  at = put(buffer, at, CAMPAIGN[more >>> 30]);
  buffer[at++] = 67;
  at = putDigits(buffer, at, customer + 1, 8);
  at = put(buffer, at, GENDER[gender]);
  at = put(buffer, at, AGE[age]);
  at = put(buffer, at, RACE[race]);
  at = put(buffer, at, REGION[region]);
  at = putDigits(buffer, at, 1001 + (region * ZIPS_PER_REGION + pick(two >>> 16, ZIPS_PER_REGION)) * 3, 5);
  at = put(buffer, at, DEVICE[device]);
  at = put(buffer, at, BROWSER[pick(three, 5)]);
  at = put(buffer, at, CHANNEL[(more >>> 28) & 3]);
  at = putNumber(buffer, at, 1 + pick(three >>> 16, 180));
  at = putNumber(buffer, at, pick(extra >>> 3, 60));
  buffer[at++] = 48;
  buffer[at++] = 46;
  at = putDigits(buffer, at, pick(extra >>> 13, 1000), 3);
  at = put(buffer, at, SEGMENT[(age + pick(three >>> 7, 3)) % 5]); // follows age
  at = put(buffer, at, LANGUAGE[(race + pick(three >>> 11, 2)) % 5]); // follows race
  at = putNumber(buffer, at, 1 + ((one >>> 20) & 3));
  at = put(buffer, at, LOYALTY[(one >>> 22) & 3]);
  at = put(buffer, at, REFERRER[pick(more >>> 12, 5)]);

  // What a customer tends to do is fixed by the customer: rows of one customer go together.
  const habit = three >>> 28; // 0 to 15
  const offered = (more & 0xff) < 60 + 8 * habit + (region === 2 ? -30 : 0);
  const shown = offered && ((more >>> 8) & 0xff) < 220;
  const clicked = shown && ((more >>> 16) & 0xff) < 5 + 5 * habit + 6 * age;
  buffer[at] = offered ? 49 : 48;
  buffer[at + 1] = 44;
  buffer[at + 2] = shown ? 49 : 48;
  buffer[at + 3] = 44;
  buffer[at + 4] = clicked ? 49 : 48;
  buffer[at + 5] = 10;
  return at + 6;
}

/** Writes a log of `rows` rows (at most 99,999,999) to `path`; gives back its size in bytes. */
export function writeLog(rows, path) {
  if (!Number.isInteger(rows) || rows < 1 || rows > 99_999_999) {
    throw new RangeError("rows must be a whole number from 1 to 99999999");
  }
  mkdirSync(dirname(path), { recursive: true });
  const customers = Math.ceil(rows / 3);
  const stride = strideFor(customers);
  const buffer = Buffer.alloc(CHUNK + LONGEST_ROW);
  const file = openSync(path, "w");
  let at = buffer.write(HEADER);
  let bytes = 0;
  for (let row = 0; row < rows; row++) {
    at = putRow(buffer, at, row, rows, customers, stride);
    if (at >= CHUNK) {
      bytes += writeWhole(file, buffer, at);
      at = 0;
    }
  }
  bytes += writeWhole(file, buffer, at);
  closeSync(file);
  return bytes;
}

/** A write may take only part of what it is given. */
function writeWhole(file, buffer, length) {
  let done = 0;
  while (done < length) done += writeSync(file, buffer, done, length - done);
  return length;
}

if (argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href) {
  const [, , rows, path] = argv;
  if (rows === undefined || path === undefined) {
    console.error("usage: node bench/generate.mjs ROWS FILE");
    process.exitCode = 2;
  } else {
    const began = performance.now();
    const bytes = writeLog(Number(rows), path);
    const seconds = (performance.now() - began) / 1000;
    console.log(
      `${rows} rows, ${(bytes / 1e6).toFixed(1)} MB, ${(bytes / Number(rows)).toFixed(1)} bytes a row, ` +
        `${seconds.toFixed(2)} s, ${(bytes / 1e6 / seconds).toFixed(0)} MB/s`,
    );
  }
}
