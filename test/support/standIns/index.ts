import type { JsonObject, ServerOptions, Where } from '../../servers/types';
import type { Xai, XaiOptions } from '../../servers/xai/xai';
import { modelField } from '../parameters';
import { shorten } from '../time';
import { useServer } from '../useGateway';
import { newApi } from './newApi';
import { openAiVideos } from './openAiVideos';
import { openRouter } from './openRouter';
import type { AnyTask, Kind, StandIn } from './standIn';
import { xai } from './xai';

export type { AnyPlan, AnyTask, Kind, StandIn } from './standIn';

/** Every kind of server that the node knows: for `describe.each`. */
export const KINDS: readonly Kind[] = [newApi, xai, openAiVideos, openRouter];

/** A stand-in of that kind for the tests of a `describe`, as `useServer`; the node's calls are not spread in time. */
export function useStandIn(kind: Kind, options: ServerOptions = {}): StandIn {
	const server = useServer(kind.start, options) as StandIn;
	beforeEach(() => {
		shorten('CREATE_INTERVAL_SECONDS', 0);
		shorten('POLL_INTERVAL_SECONDS', 0);
	});
	return Object.assign(server, {
		defaults: { model: modelField(kind.model) },
		credential: { protocol: kind.protocol },
		requestsTo: (where: Where) => server.requests.filter((request) => request.where === where),
		async createdBefore(body: JsonObject = {}) {
			const own = { model: kind.model, prompt: 'A red car', ...kind.seconds };
			await fetch(server.url + kind.createPath, {
				method: 'POST',
				headers: { Authorization: `Bearer ${server.key}`, 'Content-Type': 'application/json' },
				body: JSON.stringify({ ...own, ...body }),
			});
			return server.tasks.at(-1)!;
		},
	});
}

/** xAI's stand-in with all that is its own. */
export const useXaiNode = (options: XaiOptions = {}) =>
	useStandIn(xai, options as ServerOptions) as XaiStandIn;

type XaiStandIn = StandIn &
	Pick<Xai, 'account' | 'files' | 'mediaUrl'> & {
		video(task: AnyTask): Promise<Buffer>;
	};
