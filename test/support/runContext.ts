import { readProvider } from '../../nodes/GrokVideo/input/credential';
import type { RunContext } from '../../nodes/GrokVideo/tasks/runContext';

/** The parts of a run context that `actions/output.ts` uses. */
export function runContext(apiKey = 'sk-secret-0123456789'): RunContext {
	const provider = readProvider({ provider: 'apixgo', apiKey });
	return { provider, redact: provider.redact } as RunContext;
}
