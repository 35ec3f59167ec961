import type { Control } from '../../servers/server';
import type { JsonObject, ServerOptions, Endpoint } from '../../servers/types';
import type { Xai, XaiOptions } from '../../servers/xai/xai';
import { modelField } from '../parameters';
import { setLimit } from '../time';
import { newApi } from './newApi';
import { openAiVideos } from './openAiVideos';
import { openRouter } from './openRouter';
import type { AnyTask, TestProtocol, StandIn } from './testProtocol';
import { xai } from './xai';

export type { AnyPlan, AnyTask, TestProtocol, StandIn } from './testProtocol';

/** All protocols, for `describe.each`. */
export const PROTOCOLS: readonly TestProtocol[] = [newApi, xai, openAiVideos, openRouter];

/**
 * Starts a server for a file or a `describe`, whose tasks end immediately. It is reset before each test. After each test, the
 * file host must not have received the key, and no request may be open.
 */
export function useServer<
	Server extends Control,
	Options extends Pick<ServerOptions, 'taskSeconds'>,
>(start: (options: Options) => Promise<Server>, options: Options): Server {
	const server = {} as Server;
	beforeAll(async () => {
		Object.setPrototypeOf(server, await start({ taskSeconds: 0, ...options }));
	});
	beforeEach(() => server.reset());
	afterEach(async () => {
		expect(server.keyLeaks).toEqual([]);
		await server.idle();
	});
	afterAll(async () => {
		await server.close();
	});
	return server;
}

/** Starts the stand-in of a protocol, and turns off the node's rate limits. */
export function useStandIn(protocol: TestProtocol, options: ServerOptions = {}): StandIn {
	const server = useServer(protocol.start, options) as StandIn;
	beforeEach(() => {
		setLimit('CREATE_INTERVAL_SECONDS', 0);
		setLimit('POLL_INTERVAL_SECONDS', 0);
	});
	return Object.assign(server, {
		defaults: { model: modelField(protocol.model) },
		credential: { protocol: protocol.id },
		requestsTo: (endpoint: Endpoint) =>
			server.requests.filter((request) => request.endpoint === endpoint),
		async createTask(body: JsonObject = {}) {
			const defaults = { model: protocol.model, prompt: 'A red car', ...protocol.seconds };
			await fetch(server.url + protocol.createPath, {
				method: 'POST',
				headers: { Authorization: `Bearer ${server.key}`, 'Content-Type': 'application/json' },
				body: JSON.stringify({ ...defaults, ...body }),
			});
			return server.tasks.at(-1)!;
		},
	});
}

/** Starts xAI's stand-in, with its account and files. */
export const useXai = (options: XaiOptions = {}) =>
	useStandIn(xai, options as ServerOptions) as XaiStandIn;

type XaiStandIn = StandIn &
	Pick<Xai, 'account' | 'files' | 'mediaUrl'> & {
		video(task: AnyTask): Promise<Buffer>;
	};
