using Crm.Platform.Settings;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;

namespace Crm.Customers.Features.Merging;

/// <summary>Whether a likely duplicate may be saved by whoever insists, or not at all.</summary>
[Needs("customers.settings")]
internal static class DuplicateSettings
{
    /// <summary>Name of the setting; false when it was never changed.</summary>
    public const string Block = "customers.duplicates.block";

    public sealed record Query : IRequest<Command>;

    public sealed record Command : IRequest<Unit>
    {
        /// <summary>Refuse instead of warning.</summary>
        public bool Block { get; init; }
    }

    public sealed class Loader(ISettings settings) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct) => new() { Block = await settings.Get(DuplicateSettings.Block, false, ct) };
    }

    public sealed class Handler(ISettings settings) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            await settings.Set(DuplicateSettings.Block, command.Block, ct);
            return Unit.Value;
        }
    }
}
