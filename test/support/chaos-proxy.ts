export { startChaosProxy, type ChaosProxy, type Fault, type FaultPlan } from '../../cli/faults/chaos-proxy';
