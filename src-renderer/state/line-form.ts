import * as v from 'valibot';
import { LineDraft } from '../../src-preload/contract/lines';
import type { Text } from '../text/text';

/** What can only be on or off, and so never wrong. */
export const SWITCHES = ['trustsIdentity', 'hidesIdentity', 'autoAnswer'] as const;
type Switch = (typeof SWITCHES)[number];

/** A line as a form holds it: what was typed, before anyone knows whether it is right. */
export interface LineFields extends Pick<LineDraft, Switch | 'clientCertificate'> {
  label: string;
  displayName: string;
  user: string;
  domain: string;
  authUser: string;
  server: string;
  transport: LineDraft['transport'];
  webSocketPath: string;
  media: LineDraft['media'];
  codecs: LineDraft['codecs'];
  trustedCa: string;
  pinnedCertificate: string;
  expires: string;
  redirects: LineDraft['redirects'];
  encryption: LineDraft['encryption'];
}

type TypedField = Exclude<keyof LineFields, Switch | 'clientCertificate'>;
export type LineErrors = Partial<Record<TypedField, string>>;

export function fieldsOf(draft: LineDraft): LineFields {
  return {
    label: draft.label,
    displayName: draft.displayName,
    user: draft.user,
    domain: draft.domain,
    authUser: draft.authUser ?? '',
    server: draft.server === null ? '' : serverText(draft.server),
    transport: draft.transport,
    webSocketPath: draft.webSocketPath,
    media: draft.media,
    codecs: [...draft.codecs],
    trustedCa: draft.trustedCa ?? '',
    pinnedCertificate: draft.pinnedCertificate ?? '',
    clientCertificate: draft.clientCertificate,
    expires: String(draft.expiresS),
    trustsIdentity: draft.trustsIdentity,
    hidesIdentity: draft.hidesIdentity,
    autoAnswer: draft.autoAnswer,
    redirects: draft.redirects,
    encryption: draft.encryption,
  };
}

function serverText(server: { host: string; port: number | null }): string {
  const host = server.host.includes(':') ? `[${server.host}]` : server.host;
  return server.port === null ? host : `${host}:${String(server.port)}`;
}

/** `host`, `host:port`, `[2001:db8::1]:port` or a bare IPv6 address; `null` when it is none of them. */
export function parseServer(typed: string): { host: string; port: number | null } | null {
  const text = typed.trim();
  if (/^[0-9a-f:.]*:[0-9a-f.]*:[0-9a-f:.]*$/i.test(text)) return { host: text, port: null };
  const parts = /^(?:\[([0-9a-f:.]+)\]|([^\s:/[\]]+))(?::(\d{1,5}))?$/i.exec(text);
  const host = parts?.[1] ?? parts?.[2];
  if (host === undefined) return null;
  const port = parts?.[3] === undefined ? null : Number(parts[3]);
  return port !== null && (port < 1 || port > 65_535) ? null : { host, port };
}

export type ParsedLine =
  { readonly ok: true; readonly draft: LineDraft } | { readonly ok: false; readonly errors: LineErrors };

/** The draft main will take, or a sentence for each field that does not fit. */
export function draftOf(fields: LineFields, t: Text): ParsedLine {
  const server = fields.server.trim() === '' ? null : parseServer(fields.server);
  const badServer = server === null && fields.server.trim() !== '';
  const parsed = v.safeParse(LineDraft, {
    ...fields,
    authUser: emptyToNull(fields.authUser),
    server,
    trustedCa: emptyToNull(fields.trustedCa),
    pinnedCertificate: emptyToNull(fields.pinnedCertificate),
    expiresS: /^\d+$/.test(fields.expires.trim()) ? Number(fields.expires) : Number.NaN,
  });
  if (parsed.success && !badServer) return { ok: true, draft: parsed.output };
  const errors: LineErrors = badServer ? { server: t.lineForm.badServer } : {};
  for (const issue of parsed.issues ?? []) {
    const key = v.getDotPath(issue)?.split('.')[0];
    const field = key === 'expiresS' ? 'expires' : (key as TypedField | undefined);
    if (field !== undefined) errors[field] ??= sentenceFor(field, fields, t);
  }
  return { ok: false, errors };
}

function emptyToNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}

function sentenceFor(field: TypedField, fields: LineFields, t: Text): string {
  if (field === 'encryption') return t.lineForm.encryptionNeedsTls;
  if (field === 'expires') return t.lineForm.badExpires;
  if (field === 'webSocketPath') return t.lineForm.badPath;
  if (field === 'server') return t.lineForm.badServer;
  if (field === 'codecs') return t.lineForm.needCodec;
  return fields[field].trim() === '' ? t.lineForm.required : t.lineForm.invalid;
}
