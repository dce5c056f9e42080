import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { wasChecked } from './access-check.ts';

/**
 * The second lock. The access check in front of every route decides; this guard only makes sure that no handler is ever
 * reached around it, say because a test or a future entry point builds the application without the check.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return context.getType() !== 'http' || wasChecked(context.switchToHttp().getRequest());
  }
}
