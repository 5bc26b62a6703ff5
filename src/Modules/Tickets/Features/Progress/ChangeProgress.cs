using Crm.Platform.Settings;
using Crm.Platform.Users;
using MediatR;

namespace Crm.Tickets.Features.Progress;

/// <summary>What customers are told of their tickets by themselves, and what the link in their mails lets them do.</summary>
internal sealed record ProgressSettings
{
    public bool Received { get; init; } = true;
    public bool Assigned { get; init; } = true;
    public bool Waiting { get; init; } = true;

    /// <summary>The link shows what was said; else the steps alone.</summary>
    public bool Conversation { get; init; } = true;

    /// <summary>Whoever has the link may write to us with it.</summary>
    public bool Write { get; init; } = true;
}

internal static class ProgressSetting
{
    public const string Name = "tickets.progress";

    public static ValueTask<ProgressSettings> Progress(this ISettings settings, CancellationToken ct) => settings.Get(Name, new ProgressSettings(), ct);
}

/// <summary>Says what customers are told, and what their link shows.</summary>
[Needs("tickets.settings")]
internal static class ChangeProgress
{
    public sealed record Query : IRequest<Command>;

    public sealed record Command : IRequest
    {
        public ProgressSettings Is { get; init; } = new();
    }

    internal sealed class Loader(ISettings settings) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query request, CancellationToken ct) => new() { Is = await settings.Progress(ct) };
    }

    internal sealed class Handler(ISettings settings) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            await settings.Set(ProgressSetting.Name, c.Is, ct);
            return Unit.Value;
        }
    }
}
