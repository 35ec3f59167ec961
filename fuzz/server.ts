/* eslint-disable @n8n/community-nodes/no-restricted-globals -- the fuzzer runs in Node, not in n8n */
import type { JsonObject, RecordedRequest, Endpoint } from '../test/servers/types';
import type { AnyServer, AnyTask } from '../test/support/standIns/testProtocol';
import { PROTOCOLS, type TestProtocol } from '../test/support/standIns';
import { faultsFor, type FaultCase } from './faults';
import type { Plan, RequestType } from './plan';

/** A request that asks for a video, which costs money. */
export interface CreateRequest {
	item: number;
	/** The response says that nothing was created. */
	isRejected: boolean;
	task?: AnyTask;
	/** The response with the task ID was sent. */
	sentTaskId: boolean;
}

/** What the server recorded during a run. */
export interface ServerRecord {
	creates: CreateRequest[];
	/** Tasks that failed without a bill. */
	unbilledTasks: Set<AnyTask>;
	requests: Array<{ type: RequestType; request: RecordedRequest }>;
	/** Requests with the key to another host. */
	keyLeaks: RecordedRequest[];
	/** Number of requests that were still open at the end. */
	openRequests: number;
}

/** The stand-ins' endpoints for each type of request. */
const ENDPOINTS: Record<RequestType, Endpoint[]> = {
	create: ['create'],
	status: ['status'],
	file: ['file', 'content'],
	free: ['models', 'key', 'site', 'usage', 'billing'],
};

type Outcome = Omit<FaultCase, 'fault'>;

const NO_FAULT: Outcome = { hasTaskId: true };

/** A stand-in that follows a plan. */
export class PlannedServer {
	private readonly requests: ServerRecord['requests'] = [];
	private readonly unbilledTasks = new Set<AnyTask>();
	private readonly outcomes = new Map<RecordedRequest, Outcome>();

	private constructor(
		readonly protocol: TestProtocol,
		private readonly plan: Plan,
		private readonly server: AnyServer,
	) {}

	/** @param onStop called when the plan's user stops the execution */
	static async start(plan: Plan, key: string, onStop: () => void): Promise<PlannedServer> {
		const protocol = PROTOCOLS.find(({ id }) => id === plan.protocol)!;
		const standIn = await protocol.start({ key, taskSeconds: 0 });
		const planned = new PlannedServer(protocol, plan, standIn);
		planned.recordRequests(onStop);
		planned.queueFaults();
		planned.planTasks();
		return planned;
	}

	get url(): string {
		return this.server.url;
	}

	async end(): Promise<ServerRecord> {
		const { requests, server, unbilledTasks } = this;
		await server.idle().catch(() => {}); // `openRequests` reports them
		const { keyLeaks, openRequests: openRequests } = server;
		await server.close();
		return { creates: this.creates(), unbilledTasks, requests, keyLeaks, openRequests };
	}

	private recordRequests(onStop: () => void): void {
		const { stop } = this.plan;
		for (const [type, endpoint] of endpoints()) {
			const when = (request: RecordedRequest) => {
				this.requests.push({ type, request });
				const count = this.requests.filter((recorded) => recorded.type === type).length;
				if (stop?.after === type && stop.nth === count) setTimeout(onStop, stop.ms);
				return false; // so the fault never occurs
			};
			this.server.fail(endpoint, 'reset', { when });
		}
	}

	private queueFaults(): void {
		const { free, items = [{}] } = this.plan;
		for (const [type, endpoint] of endpoints()) {
			if (type === 'free') {
				this.queue(type, endpoint, free);
				continue;
			}
			for (const [item, itemPlan] of items.entries()) {
				this.queue(type, endpoint, itemPlan[type], item);
			}
		}
	}

	private queue(type: RequestType, endpoint: Endpoint, names: string[] = [], item?: number): void {
		const faults = faultsFor(this.protocol, this.server.key)[type];
		for (const [index, name] of names.entries()) {
			if (name === 'forever') continue;
			const { fault, ...outcome } = faults[name];
			const when = (request: RecordedRequest) => {
				if (item !== undefined && item !== this.itemOf(request)) return false;
				this.outcomes.set(request, outcome);
				return true;
			};
			const times = names[index + 1] === 'forever' ? Infinity : 1;
			this.server.fail(endpoint, fault, { when, times });
		}
	}

	private planTasks(): void {
		const { fileUrl, key, url } = this.server;
		const placeholders: Record<string, string> = { files: fileUrl, url, key };
		const taskCounts: number[] = []; // by item
		this.server.setPlan((task) => {
			const item = itemIn(task.body);
			const index = (taskCounts[item] ??= 0);
			taskCounts[item]++;
			const taskPlan = this.plan.items?.[item]?.tasks?.[index] ?? {};
			if (taskPlan === 'failed') {
				this.unbilledTasks.add(task);
				return this.protocol.failure.plan;
			}
			const { resultUrl } = taskPlan;
			if (typeof resultUrl !== 'string') return taskPlan;
			return {
				...taskPlan,
				resultUrl: resultUrl.replace(/«(\w+)»/g, (_, name: string) => placeholders[name]),
			};
		});
	}

	private creates(): CreateRequest[] {
		return this.requests
			.filter(({ type }) => type === 'create')
			.map(({ request }) => {
				const { isRejection = false, hasTaskId = false } = this.outcomes.get(request) ?? NO_FAULT;
				return {
					item: itemIn(request.body),
					isRejected: isRejection,
					// The task keeps the body object of its request.
					task: this.server.tasks.find(({ body }) => body === request.body),
					sentTaskId: hasTaskId && !!request.status,
				};
			});
	}

	/** The index of the item that a request is for. */
	private itemOf({ body, path }: RecordedRequest): number {
		return itemIn(body ?? this.server.tasks.find(({ id }) => path.includes(id))?.body);
	}
}

const endpoints = (): Array<[RequestType, Endpoint]> =>
	Object.entries(ENDPOINTS).flatMap(([type, endpointsOfType]) =>
		endpointsOfType.map((endpoint): [RequestType, Endpoint] => [type as RequestType, endpoint]),
	);

/** The fuzzer's prompts begin with the index of the item. */
const itemIn = (body?: JsonObject) => Number(/v(\d+)/.exec(String(body?.prompt))?.[1]);
