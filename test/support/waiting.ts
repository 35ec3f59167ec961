import type { INodeParameters } from 'n8n-workflow';
import { ofTask, video } from './parameters';
import { workflow } from './runs';
import type { StandIn } from './standIns';

/** What n8n shows after a run in which a task's status could not be read for a while. */
export const HINT = {
	message:
		'The status of a task could not be read for a while. The node waited and went on; nothing was lost.',
	type: 'info',
	location: 'outputPane',
};

/** Runs that wait for a video, with short intervals and without its file. */
export function waitingRuns(server: StandIn) {
	/** What a new task and one that there is have in common. */
	const waiting = (options: INodeParameters) => ({
		downloadVideo: false,
		options: { pollInterval: 1, ...options },
	});
	return {
		polls: () => server.requestsTo('status'),
		paidRun: (options: INodeParameters = {}) =>
			workflow(server, video({ operation: 'createAndWait', ...waiting(options) })),
		wait: (taskId: string, options: INodeParameters = {}) =>
			workflow(server, ofTask('wait', taskId, waiting(options))),
	};
}
