/** Runs inside the virtual machine: the product's headset side against devices that the kernel takes for real. */
import { readFileSync } from 'node:fs';
import { checksOf, isHeadset, LEFT_ALONE, nameOf, REFUSED } from '../support/checks';
import type { CorpusDevice } from '../support/corpus';
import { Bench } from './bench';
import { checkHeadset } from './headset-checks';
import { checkMachine, sayAccess } from './machine-checks';
import { expectThat, Report, until } from './report';
import { isGranted, nodesOf } from './udev';
import { VirtualHeadset } from './virtual-headset';

/** A device that is none of ours: never opened, never written to, and no node for the person. */
async function checkOther(bench: Bench, device: CorpusDevice, report: Report): Promise<void> {
  const { name, vendorId, productId } = device;
  const descriptor = Uint8Array.from(Buffer.from(device.descriptor, 'hex'));
  const virtual = new VirtualHeadset({ name, serial: 'other', vendorId, productId, descriptor });
  await until('udev has seen it', () => nodesOf(name).length > 0);
  const granted = isGranted(nodesOf(name)[0] ?? '');
  for (const check of checksOf(device))
    await report.check(nameOf(device, check), async () => {
      await bench.hid.devices.scan();
      if (check === REFUSED) expectThat('no right to it', !granted);
      if (check === LEFT_ALONE) expectThat('not a headset', bench.named(name) === undefined);
      expectThat('nothing written', virtual.outputs.length === 0);
    });
  virtual.unplug();
}

async function main(): Promise<void> {
  const corpus = JSON.parse(readFileSync('/t/corpus.json', 'utf8')) as readonly CorpusDevice[];
  const report = new Report();
  const bench = new Bench();
  for (const device of corpus)
    if (isHeadset(device)) await checkHeadset(bench, device, report);
    else await checkOther(bench, device, report);
  await checkMachine(bench, report);
  bench.dispose();
  report.end();
}

(process.argv[2] === 'access' ? sayAccess() : main()).then(
  () => process.exit(0),
  (error: unknown) => {
    console.log(error);
    process.exit(1);
  },
);
