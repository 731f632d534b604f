import { calls } from '../../src-preload/contract/calls';
import { activeCall, ringingCall } from './calls';
import type { Phone } from './phone.svelte';
import { shortcutFor, type Shortcut } from './shortcuts';

const TYPING = 'input:not([type=checkbox], [type=radio], [type=file]), textarea, select, [contenteditable]';
const CONTROL = 'button, a, summary, [role=menuitem], [role=radio], [role=switch], [role=tab]';

/** What a key press means here and now; an open dialog or list keeps its keys to itself. */
export function shortcutOf(event: KeyboardEvent, phone: Phone): Shortcut | null {
  const target = event.target instanceof Element ? event.target : null;
  if (event.defaultPrevented || event.isComposing || target?.closest('[role=dialog], [role=alertdialog]'))
    return null;
  const emptyField = target === phone.field.input && phone.field.typed === '';
  return shortcutFor(event, {
    mac: phone.app.now?.platform === 'darwin',
    typing: (target?.matches(TYPING) ?? false) && !(emptyField && event.key === 'Enter'),
    onControl: target?.closest(CONTROL) != null,
  });
}

/** A key held down does its work once: a finger that rests on it must not send ten tones, nor decline what rings. */
export function obeyPress(
  phone: Phone,
  shortcut: Shortcut,
  { repeat }: { readonly repeat: boolean },
): boolean {
  return repeat || obey(phone, shortcut);
}

/** Does what a shortcut asks for. Answers whether it meant anything just now. */
function obey(phone: Phone, shortcut: Shortcut): boolean {
  const view = phone.calls.now;
  const active = view === null ? null : activeCall(view);
  const ringing = view === null ? null : ringingCall(view);
  switch (shortcut.kind) {
    case 'digit':
      return typeDigit(phone, shortcut.digit);
    case 'enter':
      if (ringing !== null) void phone.order(calls.answer, { id: ringing.id });
      else if (phone.field.typed.trim() !== '') void phone.dial(phone.field.typed);
      else return false;
      return true;
    case 'escape':
      return escape(phone, ringing?.id ?? null);
    case 'mute':
      if (active?.state !== 'established') return false;
      void phone.order(calls.mute, { id: active.id, muted: !active.muted });
      return true;
    case 'hold': {
      const call = active?.state === 'established' ? active : onlyHeld(phone);
      if (call === null) return false;
      // Pressed again too soon: still ours, nothing to type.
      if (call.holdPending) return true;
      void phone.order(calls.hold, { id: call.id, held: call.hold === 'none' || call.hold === 'theirs' });
      return true;
    }
    case 'help':
      phone.helpOpen = true;
      return true;
    case 'tab':
      if (shortcut.tab === 'settings') phone.openSettings(phone.section);
      else phone.tab = shortcut.tab;
      return true;
  }
}

/**
 * Whether this key begins to type a name or number although the field has no focus. It is not focused from the start: a
 * blinking caret redraws the window for as long as it is in front.
 */
export function beginsTyping(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  const elsewhere = target?.closest('[role=dialog], [role=alertdialog], [role=listbox]') != null;
  if (event.defaultPrevented || event.isComposing || elsewhere || target?.matches(TYPING)) return false;
  const printable = event.key.length === 1 && event.key !== ' ';
  return printable && !event.ctrlKey && !event.metaKey && !event.altKey;
}

function onlyHeld(phone: Phone) {
  const held = (phone.calls.now?.calls ?? []).filter((call) => call.state === 'established');
  return held.length === 1 ? (held[0] ?? null) : null;
}

function typeDigit(phone: Phone, digit: string): boolean {
  const view = phone.calls.now;
  const active = view === null ? null : activeCall(view);
  if (active?.state === 'established') {
    if (digit === '+') return false;
    void phone.order(calls.dtmf, { id: active.id, digits: digit });
    return true;
  }
  phone.field.input?.focus();
  phone.field.insert(digit);
  return true;
}

/** Nearest thing first: what is open, then what rings, then what was typed. */
function escape(phone: Phone, ringingId: string | null): boolean {
  if (phone.keypadOf !== null) phone.keypadOf = null;
  else if (ringingId !== null) void phone.order(calls.decline, { id: ringingId });
  else if (phone.field.padOpen) phone.field.padOpen = false;
  else if (phone.tab === 'settings' && phone.settingsPage.page !== 'sections')
    phone.settingsPage = { page: 'sections' };
  else if (phone.field.typed !== '') phone.field.clear();
  else return false;
  return true;
}
