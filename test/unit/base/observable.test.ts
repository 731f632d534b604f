import { expect, test } from 'vitest';
import { Observable, sameData } from '../../../src-main/base/observable';

test('a listener hears each change once, and nothing when nothing changed', () => {
  const heard: number[] = [];
  const value = new Observable(1);
  const listening = value.changed((now) => heard.push(now));
  value.set(1);
  value.set(2);
  listening.dispose();
  value.set(3);
  expect(heard).toEqual([2]);
  expect(value.value).toBe(3);
});

test('data that looks the same is the same', () => {
  const heard: unknown[] = [];
  const value = new Observable<unknown>({ a: [1] }, sameData);
  value.changed((now) => heard.push(now));
  value.set({ a: [1] });
  value.set({ a: [2] });
  expect(heard).toEqual([{ a: [2] }]);
});

test('after it is disposed nobody hears', () => {
  const heard: number[] = [];
  const value = new Observable(1);
  value.changed((now) => heard.push(now));
  value.dispose();
  value.set(2);
  expect(heard).toEqual([]);
});
