import { Controller, Get } from '@nestjs/common';
import { operations, type Operation } from '@onggi/identity';

/** What each operation requires, for those who audit it. */
@Controller('api/v1/permissions')
export class PermissionsController {
  @Get()
  list(): { operations: (Operation & { operation: string })[] } {
    return { operations: Object.entries(operations).map(([operation, required]) => ({ operation, ...required })) };
  }
}
