using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Quality;

/// <summary>Adds a checklist or changes one. Changed items are a new revision; checks drawn before keep theirs.</summary>
[Needs("tickets.settings")]
internal static class WriteChecklist
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<long>
    {
        /// <summary>0: a new one.</summary>
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string NameZh { get; init; } = "";
        public List<TicketType> Types { get; init; } = [];
        public List<long> TeamIds { get; init; } = [];
        public int? Position { get; init; } = 100;
        public bool Active { get; init; } = true;
        /// <summary>Lines without a wording are left out.</summary>
        public List<Item> Items { get; init; } = [];
        public uint? Version { get; init; }
    }

    public sealed record Item
    {
        public string? Text { get; init; }
        public string? TextZh { get; init; }
        public int? Weight { get; init; }
        public QualityScale? Scale { get; init; }
        public bool Fatal { get; init; }

        [System.Text.Json.Serialization.JsonIgnore]
        public bool Empty => string.IsNullOrWhiteSpace(Text) && string.IsNullOrWhiteSpace(TextZh);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Name).NotEmpty().MaximumLength(100);
            RuleFor(c => c.NameZh).NotEmpty().MaximumLength(100);
            RuleFor(c => c.Position).NotNull().InclusiveBetween(0, 10_000);
            RuleForEach(c => c.Types).IsInEnum();
            RuleForEach(c => c.Items).ChildRules(item =>
            {
                item.RuleFor(i => i.Text).NotEmpty().MaximumLength(200).When(i => !i.Empty);
                item.RuleFor(i => i.TextZh).NotEmpty().MaximumLength(200).When(i => !i.Empty);
                item.RuleFor(i => i.Weight).NotNull().InclusiveBetween(1, 100).When(i => !i.Empty);
                item.RuleFor(i => i.Scale).NotNull().IsInEnum().When(i => !i.Empty);
            });
            RuleFor(c => c.Items).Must(items => items.Any(i => !i.Empty)).WithMessage(_ => texts["tickets.quality.rule.no_items"]);
        }
    }

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff) : IRequestHandler<Query, Command>, IRequestHandler<Command, long>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct)
        {
            var c = await Find(q.Id, ct);
            return new Command
            {
                Id = c.Id, Name = c.Name, NameZh = c.NameZh, Types = [.. c.Types], TeamIds = [.. c.TeamIds], Position = c.Position, Active = c.Active, Version = c.Version,
                Items = [.. c.Of(c.Revision).Select(i => new Item { Text = i.Text, TextZh = i.TextZh, Weight = i.Weight, Scale = i.Scale, Fatal = i.Fatal })],
            };
        }

        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var teams = await staff.Teams(ct);
            if (c.TeamIds.Any(t => !teams.ContainsKey(t))) throw new RuleException("tickets.rule.no_team", nameof(c.TeamIds));
            var list = c.Id == 0 ? new Checklist() : await Find(c.Id, ct);
            if (c.Id == 0) db.Checklists.Add(list);
            else if (c.Version is { } version) db.Expect(list, version);
            list.Change(c.Name, c.NameZh, c.Types, c.TeamIds, c.Position!.Value, c.Active,
                [.. c.Items.Where(i => !i.Empty).Select(i => new ItemTerms(i.Text!.Trim(), i.TextZh!.Trim(), i.Weight!.Value, i.Scale!.Value, i.Fatal))]);
            await db.SaveChangesAsync(ct);
            return list.Id;
        }

        async Task<Checklist> Find(long id, CancellationToken ct) => await db.Checklists.Include(c => c.Items).SingleOrDefaultAsync(c => c.Id == id, ct) ?? throw new MissingException("Checklist", id);
    }
}
