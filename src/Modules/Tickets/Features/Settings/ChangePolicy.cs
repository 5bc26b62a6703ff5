using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Settings;

/// <summary>Changes what a policy promises. Clocks that still run are promised anew in the background.</summary>
[Needs("tickets.settings")]
internal static class ChangePolicy
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        public string? Name { get; init; }
        public string? FirstResponse { get; init; }
        public string? NextResponse { get; init; }
        public string? Resolution { get; init; }
        public int? Percent { get; init; } = 100;
        public uint Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Platform.Localization.Texts texts)
        {
            RuleFor(c => c.FirstResponse).Must(IsTarget).WithMessage(_ => texts["tickets.settings.no_target"]);
            RuleFor(c => c.NextResponse).Must(IsTarget).WithMessage(_ => texts["tickets.settings.no_target"]);
            RuleFor(c => c.Resolution).Must(IsTarget).WithMessage(_ => texts["tickets.settings.no_target"]);
            RuleFor(c => c.Percent).NotNull().InclusiveBetween(1, 100);
        }

        static bool IsTarget(string? text) => string.IsNullOrWhiteSpace(text) || Target.TryParse(text, out _);
    }

    internal sealed class Handler(TicketsDb db, CurrentUser user) : IRequestHandler<Query, Command>, IRequestHandler<Command, Unit>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct)
        {
            var p = await Find(q.Id, ct);
            return new Command
            {
                Id = p.Id, Name = user.Language == "zh-CN" ? p.NameZh : p.Name, FirstResponse = p.FirstResponse?.ToString(), NextResponse = p.NextResponse?.ToString(),
                Resolution = p.Resolution?.ToString(), Percent = p.Percent, Version = p.Version,
            };
        }

        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var policy = await Find(c.Id, ct);
            db.Expect(policy, c.Version);
            policy.SetTargets(Read(c.FirstResponse), Read(c.NextResponse), Read(c.Resolution), c.Percent!.Value);
            db.Enqueue<PromiseAnew, PromiseAnew.Args>(new PromiseAnew.Args(), "tickets.job.promise_anew", user.Id);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }

        async Task<SlaPolicy> Find(long id, CancellationToken ct) => await db.Policies.SingleOrDefaultAsync(p => p.Id == id, ct) ?? throw new MissingException("SlaPolicy", id);

        static Target? Read(string? text) => string.IsNullOrWhiteSpace(text) ? null : Target.Parse(text);
    }
}
