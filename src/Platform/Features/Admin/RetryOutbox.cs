using Crm.Platform.Data;
using Crm.Platform.Events;
using Crm.Platform.Modules;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Platform.Features.Admin;

/// <summary>Tries an event again at once, or all that were given up: of one module, or of every module.</summary>
[Needs("system.operate")]
internal static class RetryOutbox
{
    public sealed record Command : IRequest<int>
    {
        public string? Module { get; init; }
        public Guid? Id { get; init; }
    }

    internal sealed class Handler(ModuleList modules, IServiceProvider services, OutboxSignal signal) : IRequestHandler<Command, int>
    {
        public async Task<int> Handle(Command request, CancellationToken cancellationToken)
        {
            var retried = 0;
            foreach (var module in modules.Storing.Where(m => request.Module is null || m.Name == request.Module))
            {
                var db = (ModuleDb)services.GetRequiredService(module.Db!);
                var rows = db.Outbox.Where(o => o.DoneAt == null);
                rows = request.Id is { } id ? rows.Where(o => o.Id == id) : rows.Where(o => o.DueAt == null);
                var now = db.Clock.GetUtcNow();
                await using var transaction = await db.Begin(cancellationToken);
                // Ten new tries: whoever retries has mended something.
                var here = await rows.ExecuteUpdateAsync(set => set.SetProperty(o => o.DueAt, now).SetProperty(o => o.Attempts, 0), cancellationToken);
                if (here > 0) db.Record(nameof(RetryOutbox), "Outbox", null, new { Module = module.Name, request.Id, Events = here });
                await db.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                retried += here;
            }
            if (request.Id is { } missing && retried == 0) throw new MissingException("Event", missing);
            signal.Wake();
            return retried;
        }
    }
}
