import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	INodeExecutionData,
} from 'n8n-workflow';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';
import { readProvider } from '../../nodes/GrokVideo/input/credential';
import { CREDENTIAL_TYPE, HttpClient } from '../../nodes/GrokVideo/http/client';
import { runNode } from './engine';
import { credentials, createParameters, type ServerAccess } from './parameters';

/** Runs code inside a node in n8n's engine, with a credential for the server. Changes of `stored` take effect immediately. */
export async function inNode<T>(
	server: ServerAccess,
	callback: (
		context: IExecuteFunctions,
		http: HttpClient,
		stored: ICredentialDataDecryptedObject,
	) => Promise<T>,
): Promise<T> {
	const nodeCredentials = credentials(server);
	let result: T[] = [];
	const node = Object.assign(Object.create(new GrokVideo()) as GrokVideo, {
		async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
			const provider = readProvider(await this.getCredentials(CREDENTIAL_TYPE));
			result = [
				await callback(this, new HttpClient(this, provider), nodeCredentials[CREDENTIAL_TYPE].data),
			];
			return [[]];
		},
	});
	await runNode({ node, parameters: createParameters(), credentials: nodeCredentials });
	return result[0];
}
