using Crm.Customers.Data;
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
            var at = fields.FindIndex(f => f.Id == command.Id);
            if (at < 0) throw new MissingException("Field", command.Id);
            var to = Math.Clamp(at + (command.Up ? -1 : 1), 0, fields.Count - 1);
            (fields[at], fields[to]) = (fields[to], fields[at]);
            for (var i = 0; i < fields.Count; i++) fields[i].MoveTo(i + 1);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
