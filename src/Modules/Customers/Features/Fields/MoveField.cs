using Crm.Customers.Data;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Fields;

/// <summary>Moves a field one place up or down.</summary>
[Needs("customers.settings")]
internal static class MoveField
{
    public sealed record Command(long Id, bool Up) : IRequest<Unit>;

    public sealed class Handler(CustomersDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var fields = await db.Fields.OrderBy(f => f.Position).ThenBy(f => f.Id).ToListAsync(ct);
            if (!fields.MoveByOne(command.Id, command.Up)) throw new MissingException("Field", command.Id);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
