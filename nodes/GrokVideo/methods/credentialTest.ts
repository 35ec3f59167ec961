import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { toProblem } from '../problem';
import { entriesOf, modelsCall } from '../transport/catalogue';
import { callForTest } from '../transport/gateway';
import { problemOf } from '../transport/problems';
import { readProvider } from '../transport/provider';

/** Asks for the model list, which costs nothing, and says in words what is wrong with the credential. */
export async function grokVideoApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	try {
		const provider = readProvider(credential.data ?? {});
		const reply = await callForTest(this, provider, modelsCall());
		if (!entriesOf(reply)) throw problemOf(reply, 'credentialTest', provider);
		return { status: 'OK', message: `Connected to ${provider.label}` };
	} catch (error) {
		return { status: 'Error', message: toProblem(error).text };
	}
}
