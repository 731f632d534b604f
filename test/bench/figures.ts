/** The same figure of somebody else, measured in the same run. */
export type Others = Readonly<Partial<Record<'bare' | 'baresip' | 'linphonec' | 'sip.js', number>>>;

export type Aim = { readonly atMost: number } | { readonly atLeast: number };

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly others: Others;
  readonly aim: Aim | undefined;
}

const shown = (value: number | undefined, unit: string): string => {
  if (value === undefined) return '';
  if (Number.isNaN(value)) return '?';
  const digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0;
  return `${value.toFixed(digits)} ${unit}`.trim();
};

function verdict({ value, aim }: Figure): string {
  if (!aim) return '';
  return ('atMost' in aim ? value <= aim.atMost : value >= aim.atLeast) ? 'yes' : 'NO';
}

const wantedBy = (aim: Aim, unit: string): string =>
  'atMost' in aim ? `≤ ${shown(aim.atMost, unit)}` : `≥ ${shown(aim.atLeast, unit)}`;

/** All that was measured. */
export class Figures {
  readonly #figures: Figure[] = [];

  /** Keeps a figure and says it in one line. */
  add(name: string, value: number, unit: string, others: Others = {}, aim?: Aim): string {
    this.#figures.push({ name, value, unit, others, aim });
    const beside = Object.entries(others).map(([who, theirs]) => `${who} ${shown(theirs, unit)}`);
    const wanted = aim ? ` (aim ${wantedBy(aim, unit)})` : '';
    return `${name}: ${shown(value, unit)}${wanted}${beside.length > 0 ? `; ${beside.join(', ')}` : ''}`;
  }

  /** Flat, for machines: the others' figures carry their name behind. What could not be measured is left out. */
  flat(): Readonly<Record<string, { readonly value: number; readonly unit: string }>> {
    const entries = this.#figures.flatMap(({ name, value, unit, others }) => [
      [name, { value, unit }] as const,
      ...Object.entries(others).map(([who, theirs]) => [`${name}.${who}`, { value: theirs, unit }] as const),
    ]);
    return Object.fromEntries(entries.filter(([, { value }]) => Number.isFinite(value)));
  }

  table(): string {
    const head = ['figure', 'ours', 'aim', 'bare', 'baresip', 'linphonec', 'sip.js', 'met?'];
    const rows = this.#figures.map((figure) => {
      const { name, value, unit, others, aim } = figure;
      const beside = (['bare', 'baresip', 'linphonec', 'sip.js'] as const).map((who) =>
        shown(others[who], unit),
      );
      return [name, shown(value, unit), aim ? wantedBy(aim, unit) : '', ...beside, verdict(figure)];
    });
    const widths = head.map((_, column) =>
      Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)),
    );
    const padded = (cell: string, column: number): string =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
    const line = (row: readonly string[]): string => row.map(padded).join('  ');
    return [line(head), widths.map((width) => '─'.repeat(width)).join('──'), ...rows.map(line)].join('\n');
  }
}
