/** How much CO2e a grid gives off for a kWh, on average over a year. */
export interface CarbonIntensity {
  readonly place: string;
  readonly aliases: readonly string[];
  /** kg CO2e per kWh. */
  readonly intensity: number;
  readonly source: string;
}

const countries = 'codecarbon, from Our World in Data, 2023';

export const carbonIntensities: readonly CarbonIntensity[] = [
  { place: 'World', aliases: ['global', 'WLD'], intensity: 0.475, source: 'codecarbon, world average' },
  { place: 'United States', aliases: ['USA', 'US'], intensity: 0.369, source: countries },
  { place: 'France', aliases: ['FRA', 'FR'], intensity: 0.056, source: countries },
  { place: 'Norway', aliases: ['NOR', 'NO'], intensity: 0.03, source: countries },
  { place: 'India', aliases: ['IND', 'IN'], intensity: 0.713, source: countries },
  { place: 'China', aliases: ['CHN', 'CN'], intensity: 0.582, source: countries },
  { place: 'Germany', aliases: ['DEU', 'DE'], intensity: 0.381, source: countries },
  { place: 'United Kingdom', aliases: ['GBR', 'UK', 'GB'], intensity: 0.238, source: countries },
  {
    place: 'LLaMA',
    aliases: ['Meta', 'US average of LLaMA'],
    intensity: 0.385,
    source: 'LLaMA Table 15 (US national average)',
  },
  { place: 'BLOOM', aliases: ['Jean Zay'], intensity: 0.057, source: 'Luccioni et al. 2022 (French grid)' },
];

/** Emissions of making electricity from one source, kg CO2e per MWh (codecarbon, methodology). */
export const fuelIntensities = { coal: 995, petroleum: 816, gas: 743, nuclear: 29 } as const;

/** The grid of a country or place, by name or code; `undefined` when it is not in the table. */
export function findCarbonIntensity(place: string): CarbonIntensity | undefined {
  const wanted = place.trim().toLowerCase();
  return carbonIntensities.find(each => [each.place, ...each.aliases].some(name => name.toLowerCase() === wanted));
}
