import { setTimeout as sleep } from 'node:timers/promises';
import { unflatten } from './flatted.mjs';
import { Session } from './session.mjs';

export const OWNER = {
	email: 'owner@example.com',
	password: 'Passw0rd-local',
	firstName: 'Local',
	lastName: 'Owner',
};

const FINAL_STATUSES = ['success', 'error', 'crashed', 'canceled'];
const POLL_MILLISECONDS = 150;

/** Client for the internal REST API that n8n's editor uses. Works with n8n 2.41 and 1.123. */
export class N8nClient extends Session {
	constructor({ url, major }) {
		super(url);
		this.major = major;
	}

	/** Creates the owner's account of a new n8n. Signs in if the account exists. */
	async signIn(owner = OWNER) {
		try {
			return await this.post('/rest/owner/setup', owner);
		} catch (error) {
			if (error.status !== 400 && error.status !== 403) throw error;
			const { email, password } = owner;
			return await this.post('/rest/login', { emailOrLdapLoginId: email, password });
		}
	}

	installPackage(name, version) {
		return this.post('/rest/community-packages', { name, version });
	}

	updatePackage(name, version) {
		return this.request('PATCH', '/rest/community-packages', { name, version });
	}

	listPackages() {
		return this.get('/rest/community-packages');
	}

	removePackage(name) {
		const query = new URLSearchParams({ name });
		return this.request('DELETE', `/rest/community-packages?${query}`);
	}

	nodeTypes() {
		return this.get('/types/nodes.json');
	}

	createCredential(name, type, data) {
		return this.post('/rest/credentials', { name, type, data });
	}

	/** Like the editor's "Test". Returns { status: 'OK' | 'Error', message }. */
	testCredential({ id, name, type, data }) {
		return this.post('/rest/credentials/test', { credentials: { id, name, type, data } });
	}

	/** The list of a resource locator, as in the editor. Returns { results, paginationToken }. */
	listSearch({ type, version = 1, method, path, parameters = {}, credentials, ...page }) {
		return this.post('/rest/dynamic-node-parameters/resource-locator-results', {
			nodeTypeAndVersion: { name: type, version },
			path,
			methodName: method,
			currentNodeParameters: parameters,
			credentials,
			...page,
		});
	}

	createWorkflow(workflow) {
		return this.post('/rest/workflows', {
			settings: { executionOrder: 'v1' },
			...workflow,
			active: false,
		});
	}

	getWorkflow(id) {
		return this.get(`/rest/workflows/${id}`);
	}

	updateWorkflow(id, changes) {
		return this.request('PATCH', `/rest/workflows/${id}`, changes);
	}

	async activate(id) {
		const { versionId } = await this.getWorkflow(id);
		if (this.major === 1) return await this.updateWorkflow(id, { active: true, versionId });
		return await this.post(`/rest/workflows/${id}/activate`, { versionId });
	}

	/** Runs a saved workflow from its trigger. Returns the ID of the execution. */
	async run(id, { trigger = 'Start' } = {}) {
		const body = { triggerToStartFrom: { name: trigger } };
		if (this.major === 1) body.workflowData = await this.getWorkflow(id);
		return (await this.post(`/rest/workflows/${id}/run`, body)).executionId;
	}

	async execution(id) {
		const execution = await this.get(`/rest/executions/${id}`);
		if (typeof execution.data === 'string') execution.data = unflatten(execution.data);
		return execution;
	}

	/** Waits until the execution has ended, or until `until(execution)` is true. */
	async waitFor(id, { timeoutSeconds = 60, until = hasEnded } = {}) {
		const deadline = performance.now() + timeoutSeconds * 1000;
		for (;;) {
			const execution = await this.execution(id);
			if (until(execution)) return execution;
			if (performance.now() > deadline) {
				const { status } = execution;
				throw new Error(`Execution ${id} is still "${status}" after ${timeoutSeconds} s.`);
			}
			await sleep(POLL_MILLISECONDS);
		}
	}

	executions(filter = {}) {
		return this.get(`/rest/executions?${new URLSearchParams({ filter: JSON.stringify(filter) })}`);
	}

	stop(id) {
		return this.post(`/rest/executions/${id}/stop`);
	}

	/** The editor's "Retry execution", with the original or the currently saved workflow. */
	retry(id, { withSavedWorkflow = false } = {}) {
		return this.post(`/rest/executions/${id}/retry`, { loadWorkflow: withSavedWorkflow });
	}

	/** The bytes of an item's binary data. */
	async binary({ id, data, fileName = 'file', mimeType }) {
		if (!id) return Buffer.from(data, 'base64');
		const query = new URLSearchParams({ id, action: 'view', fileName, mimeType });
		const response = await this.fetch('GET', `/rest/binary-data?${query}`);
		if (!response.ok) throw new Error(`Binary data -> ${response.status} ${await response.text()}`);
		return Buffer.from(await response.arrayBuffer());
	}
}

/** The output items of a node's last run in an execution. */
export const itemsOf = (execution, node) =>
	execution.data.resultData.runData[node]?.at(-1)?.data?.main?.[0] ?? [];

const hasEnded = ({ finished, status }) => finished || FINAL_STATUSES.includes(status);
