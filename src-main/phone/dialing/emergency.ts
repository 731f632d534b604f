/**
 * Emergency numbers in use around the world (ITU-T E.161.1 and national plans). They are dialled as typed:
 * no rule rewrites them and nothing refuses them. A number listed here that is an extension somewhere still
 * only gains by that.
 */
const EMERGENCY = new Set([
  '000',
  '110',
  '111',
  '112',
  '113',
  '115',
  '118',
  '119',
  '911',
  '999',
  '995',
  '998',
]);

export function isEmergency(number: string): boolean {
  return EMERGENCY.has(number);
}
