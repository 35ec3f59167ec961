/* eslint-disable @n8n/community-nodes/no-restricted-globals -- the fuzzer runs in Node, not in n8n */
import type { JsonObject, RecordedRequest, Endpoint } from '../test/servers/types';
import type { AnyServer, AnyTask } from '../test/support/standIns/testProtocol';
import { PROTOCOLS, type TestProtocol } from '../test/support/standIns';
import type { Call, Plan } from './plan';
import { troublesOf, type Trouble } from './responses';

/** A paid request. */
export interface Create {
	item: number;
	/** The response says that nothing was created. */
	isRejected: boolean;
	task?: AnyTask;
	/** A response was sent that names the task. */
	isNamed: boolean;
}

/** What the server saw. */
export interface Seen {
	creates: Create[];
	/** Tasks that failed without a bill. */
	unbilled: Set<AnyTask>;
	requests: Array<{ call: Call; request: RecordedRequest }>;
	/** Requests with the key to another host. */
	keyLeaks: RecordedRequest[];
	/** Requests that are open after the end. */
	open: number;
}

/** What the stand-ins call these calls. */
const CALLS: Record<Call, Endpoint[]> = {
	create: ['create'],
	status: ['status'],
	file: ['file', 'content'],
	free: ['models', 'key', 'site', 'usage', 'billing'],
};

const ORDINARY: Omit<Trouble, 'fault'> = { hasTaskId: true };

/** A stand-in that does what a plan says. */
export class PlannedServer {
	private readonly requests: Seen['requests'] = [];
	private readonly unbilled = new Set<AnyTask>();
	private readonly responses = new Map<RecordedRequest, Omit<Trouble, 'fault'>>();

	private constructor(
		readonly protocol: TestProtocol,
		private readonly plan: Plan,
		private readonly server: AnyServer,
	) {}

	/** `onStop` is called when the plan's user stops the execution. */
	static async start(plan: Plan, key: string, onStop: () => void): Promise<PlannedServer> {
		const protocol = PROTOCOLS.find(({ id }) => id === plan.protocol)!;
		const planned = new PlannedServer(
			protocol,
			plan,
			await protocol.start({ key, taskSeconds: 0 }),
		);
		planned.watch(onStop);
		planned.queueFaults();
		planned.planTasks();
		return planned;
	}

	get url(): string {
		return this.server.url;
	}

	async end(): Promise<Seen> {
		const { requests, server, unbilled } = this;
		await server.idle().catch(() => {}); // `open` tells
		const { keyLeaks, open } = server;
		await server.close();
		return { creates: this.creates(), unbilled, requests, keyLeaks, open };
	}

	/** Notes every request. */
	private watch(onStop: () => void): void {
		const { stop } = this.plan;
		for (const [call, endpoint] of calls()) {
			const note = (request: RecordedRequest) => {
				this.requests.push({ call, request });
				const count = this.requests.filter((one) => one.call === call).length;
				if (stop?.after === call && stop.nth === count) setTimeout(onStop, stop.ms);
				return false; // so this fault is never used
			};
			this.server.fail(endpoint, 'reset', { when: note });
		}
	}

	private queueFaults(): void {
		const { free, items = [{}] } = this.plan;
		for (const [call, endpoint] of calls()) {
			if (call === 'free') this.queue(call, endpoint, free);
			else for (const [item, own] of items.entries()) this.queue(call, endpoint, own[call], item);
		}
	}

	private queue(call: Call, endpoint: Endpoint, names: string[] = [], item?: number): void {
		const troubles = troublesOf(this.protocol, this.server.key)[call];
		for (const [index, name] of names.entries()) {
			if (name === 'forever') continue;
			const { fault, ...response } = troubles[name];
			const when = (request: RecordedRequest) => {
				if (item !== undefined && item !== this.itemOf(request)) return false;
				this.responses.set(request, response);
				return true;
			};
			const times = names[index + 1] === 'forever' ? Infinity : 1;
			this.server.fail(endpoint, fault, { when, times });
		}
	}

	private planTasks(): void {
		const { fileUrl, key, url } = this.server;
		const texts: Record<string, string> = { files: fileUrl, url, key };
		const counts: number[] = [];
		this.server.setPlan((task) => {
			const item = itemIn(task.body);
			const nth = (counts[item] ??= 0);
			counts[item]++;
			const drawn = this.plan.items?.[item]?.tasks?.[nth] ?? {};
			if (drawn === 'failed') this.unbilled.add(task);
			if (drawn === 'failed') return this.protocol.failure.plan;
			const { resultUrl } = drawn;
			if (typeof resultUrl !== 'string') return drawn;
			return {
				...drawn,
				resultUrl: resultUrl.replace(/«(\w+)»/g, (_, name: string) => texts[name]),
			};
		});
	}

	private creates(): Create[] {
		return this.requests
			.filter(({ call }) => call === 'create')
			.map(({ request }) => {
				const { isRejection = false, hasTaskId = false } = this.responses.get(request) ?? ORDINARY;
				return {
					item: itemIn(request.body),
					isRejected: isRejection,
					// The stand-in keeps the body of the request.
					task: this.server.tasks.find(({ body }) => body === request.body),
					isNamed: hasTaskId && !!request.status,
				};
			});
	}

	/** The index of the item that a request is for. */
	private itemOf({ body, path }: RecordedRequest): number {
		return itemIn(body ?? this.server.tasks.find(({ id }) => path.includes(id))?.body);
	}
}

const calls = (): Array<[Call, Endpoint]> =>
	Object.entries(CALLS).flatMap(([call, places]) =>
		places.map((endpoint) => [call as Call, endpoint] as [Call, Endpoint]),
	);

/** The fuzzer's prompts begin with the index of the item. */
const itemIn = (body?: JsonObject) => Number(/v(\d+)/.exec(String(body?.prompt))?.[1]);
