export { Died, makeKiller } from '../../cli/faults/killer';
