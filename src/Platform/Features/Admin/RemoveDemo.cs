using Crm.Platform.Demo;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;

namespace Crm.Platform.Features.Admin;

/// <summary>Takes the demo data out. What people have entered for themselves stays.</summary>
[Needs("system.operate")]
internal static class RemoveDemo
{
    /// <summary>What has to be typed: nobody loses data by one click.</summary>
    public const string Word = "DELETE";

    public sealed record Command : IRequest
    {
        public string Typed { get; init; } = "";
    }

    internal sealed class Handler(DemoData demo, Data.PlatformDb db) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            if (request.Typed.Trim() != Word) throw new RuleException("demo.remove.type", nameof(Command.Typed), Word);
            await demo.Remove(cancellationToken);
            db.Record(nameof(RemoveDemo), "Installation", null);
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}
