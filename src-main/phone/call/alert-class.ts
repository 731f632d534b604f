/** What an exchange says of a call so that it may ring in its own way. */
export const ALERT_CLASSES = ['internal', 'external', 'group', 'priority'] as const;
export type AlertClass = (typeof ALERT_CLASSES)[number];
