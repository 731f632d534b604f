/** Frequencies that sound together, in Hz, and sounding and silent stretches of one turn, in ms, in turn. */
export interface ToneFigure {
  readonly hz: readonly number[];
  readonly cadenceMs: readonly number[];
}

export type ProgressTone = 'ringback' | 'busy' | 'congestion' | 'waiting';
type TonePlan = Readonly<Record<ProgressTone, ToneFigure>>;

function plan(hz: readonly number[], cadences: Readonly<Record<ProgressTone, readonly number[]>>): TonePlan {
  const { ringback, busy, congestion, waiting } = cadences;
  const figure = (cadenceMs: readonly number[]): ToneFigure => ({ hz, cadenceMs });
  return {
    ringback: figure(ringback),
    busy: figure(busy),
    congestion: figure(congestion),
    waiting: figure(waiting),
  };
}

const spain = plan([425], {
  ringback: [1500, 3000],
  busy: [200, 200],
  congestion: [200, 200, 200, 200, 200, 600],
  waiting: [175, 175, 175, 3500],
});

const northAmerica: TonePlan = {
  ringback: { hz: [440, 480], cadenceMs: [2000, 4000] },
  busy: { hz: [480, 620], cadenceMs: [500, 500] },
  congestion: { hz: [480, 620], cadenceMs: [250, 250] },
  waiting: { hz: [440], cadenceMs: [300, 10_000] },
};

/** What ITU-T E.180 recommends to those who are free to choose: 425 Hz. For every country without figures here. */
const RECOMMENDED = plan([425], {
  ringback: [1000, 4000],
  busy: [500, 500],
  congestion: [250, 250],
  waiting: [200, 200, 200, 4000],
});

/** What networks play in each country: ITU-T E.180 supplement 2, "Various tones used in national networks"; GB: BT SIN 350. */
export const TONE_PLANS = {
  DE: plan([425], {
    ringback: [1000, 4000],
    busy: [480, 480],
    congestion: [240, 240],
    waiting: [200, 200, 200, 5000],
  }),
  AT: plan([420], {
    ringback: [1000, 5000],
    busy: [400, 400],
    congestion: [200, 200],
    waiting: [40, 1950],
  }),
  CH: plan([425], {
    ringback: [1000, 4000],
    busy: [500, 500],
    congestion: [200, 200],
    waiting: [200, 200, 200, 4000],
  }),
  GB: {
    ringback: { hz: [400, 450], cadenceMs: [400, 200, 400, 2000] },
    busy: { hz: [400], cadenceMs: [375, 375] },
    congestion: { hz: [400], cadenceMs: [400, 350, 225, 525] },
    waiting: { hz: [400], cadenceMs: [100, 2500] },
  },
  US: northAmerica,
  CA: northAmerica,
  FR: plan([440], {
    ringback: [1500, 3500],
    busy: [500, 500],
    congestion: [250, 250],
    waiting: [300, 10_000],
  }),
  IT: plan([425], {
    ringback: [1000, 4000],
    busy: [500, 500],
    congestion: [200, 200],
    waiting: [400, 100, 250, 100, 150, 14_000],
  }),
  ES: spain,
  NL: plan([425], {
    ringback: [1000, 4000],
    busy: [500, 500],
    congestion: [250, 250],
    waiting: [500, 9500],
  }),
} as const satisfies Readonly<Record<string, TonePlan>>;

/** `region`: a country of ours, or `system` for that of the person's language (BCP 47), as the browser has it. */
export function tonePlan(region: string, language: string): TonePlan {
  const country = region === 'system' ? countryOf(language) : region;
  return (TONE_PLANS as Readonly<Record<string, TonePlan | undefined>>)[country] ?? RECOMMENDED;
}

function countryOf(language: string): string {
  try {
    return new Intl.Locale(language).maximize().region ?? '';
  } catch {
    return '';
  }
}
