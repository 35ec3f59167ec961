/** n8n 2's own Agents (the module `agents`), by the REST API that its editor uses. */
export class AgentsClient {
	#client;
	#base;

	constructor(client, { id }) {
		this.#client = client;
		this.#base = `/rest/projects/${id}/agents/v2`;
	}

	/** For the signed-in user's own agents. */
	static async open(client) {
		return new AgentsClient(client, await client.get('/rest/projects/personal'));
	}

	/** Creates an agent; `config` as the editor saves it (model, credential, instructions, tools). Returns its id. */
	async create(name, config) {
		const { id } = await this.#client.post(this.#base, { name });
		const path = `${this.#base}/${id}`;
		const { config: empty, configHash } = await this.#client.get(`${path}/config`);
		const body = { config: { ...empty, ...config }, baseConfigHash: configHash };
		await this.#client.request('PUT', `${path}/config`, body);
		const { status, issues } = await this.#client.get(`${path}/validation`);
		if (status !== 'valid') throw new Error(`The agent is ${status}: ${JSON.stringify(issues)}`);
		return id;
	}

	/** Sends a message to an agent. Returns the events of its answer (`type`: tool-call, tool-result, done, …). */
	async chat(id, message) {
		return await this.#stream(`${this.#base}/${id}/chat`, { message });
	}

	/** Answers a tool call that waits for a person: the one of the event `tool-call-suspended`. */
	async approve(id, { runId, toolCallId }, approved) {
		const body = { runId, toolCallId, resumeData: { approved } };
		return await this.#stream(`${this.#base}/${id}/chat/resume`, body);
	}

	async #stream(path, body) {
		const response = await this.#client.fetch('POST', path, body);
		const text = await response.text();
		if (!response.ok) throw new Error(`${path} -> ${response.status} ${text}`);
		const events = text.split('\n').filter((line) => line.startsWith('data: '));
		return events.map((line) => JSON.parse(line.slice('data: '.length)));
	}
}
