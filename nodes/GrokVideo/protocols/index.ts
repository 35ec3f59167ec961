import { PROVIDERS, type KnownProvider, type ProtocolName } from '../providers';
import { newApi } from './newApi';
import { openAiVideos } from './openAiVideos';
import { openRouter } from './openRouter';
import type { Feature, Protocol } from './types';
import { xai } from './xai';

export const PROTOCOLS: Record<ProtocolName, Protocol> = { newApi, openAiVideos, openRouter, xai };

/** Labels of the providers that have a feature. */
export function providersWith(feature: Feature): string[] {
	return Object.values<KnownProvider>(PROVIDERS)
		.filter(({ protocol }) => !PROTOCOLS[protocol].missingFeatures.includes(feature))
		.map(({ label }) => label);
}
