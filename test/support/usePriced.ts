import type { Xai } from '../servers/xai/xai';
import { modelField, type Target } from './parameters';
import { shorten, shortPauses } from './time';
import { useGateway } from './useGateway';
import { useXai } from './useXai';

/** A gateway and xAI, for tests of what videos cost; xAI's stand-in makes each video as long as it was asked for. */
export function usePriced() {
	const gateway = useGateway();
	const xai: Xai & Target = Object.assign(useXai(), {
		defaults: { model: modelField('grok-imagine-video') },
		credential: { protocol: 'xai' },
	});
	beforeEach(() => {
		shortPauses();
		shorten('CREATE_INTERVAL_SECONDS', 0);
		shorten('POLL_INTERVAL_SECONDS', 0);
		xai.account.createsPerSecond = Infinity;
	});
	return { gateway, xai };
}
