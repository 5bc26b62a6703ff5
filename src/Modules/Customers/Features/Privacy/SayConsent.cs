using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain.Privacy;
using Crm.Platform.Localization;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Privacy;

/// <summary>Writes into the consent ledger what a customer said: yes or no, to one purpose, with what proves it.</summary>
[Needs("customers.write")]
internal static class SayConsent
{
    public sealed record Command : IRequest<long>
    {
        public long Id { get; init; }
        public Purpose? Purpose { get; init; }
        public ConsentChannel Channel { get; init; }

        /// <summary>Consents; false withdraws.</summary>
        public bool? Given { get; init; }

        public ConsentSource? Source { get; init; }

        /// <summary>What proves it: the form's number, the call's time, the words of the mail.</summary>
        public string Evidence { get; init; } = "";
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Purpose).NotNull().IsInEnum();
            RuleFor(c => c.Channel).IsInEnum();
            RuleFor(c => c.Given).NotNull();
            RuleFor(c => c.Source).NotNull().IsInEnum();
            // Saying no needs no proof: withdrawing is as easy as giving.
            RuleFor(c => c.Evidence).NotEmpty().When(c => c.Given == true);
            RuleFor(c => c.Evidence).MaximumLength(1000);
        }
    }

    public sealed class Handler(CustomersDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken ct)
        {
            await db.MustRead(user, command.Id, ct);
            var evidence = string.IsNullOrWhiteSpace(command.Evidence) ? "" : await db.Seal(command.Id, command.Evidence.Trim(), ct);
            var line = new Consent(command.Id, command.Purpose!.Value, command.Channel, command.Given!.Value, command.Source!.Value, evidence, user.Id, clock.GetUtcNow());
            db.Consents.Add(line);
            db.Record(nameof(SayConsent), nameof(Consent), command.Id, new { command.Purpose, command.Channel, command.Given, command.Source }, command.Id);
            await db.SaveChangesAsync(ct);
            return line.Id;
        }
    }
}

/// <summary>What a customer allows, and the ledger behind it.</summary>
[Needs("customers.read")]
internal static class ShowConsents
{
    public sealed record Query(long Id) : IRequest<View>;

    public sealed record View(long CustomerId, IReadOnlyList<State> States, IReadOnlyList<Line> Lines);

    /// <param name="Said">What was said last about every channel or single ones; null: nothing.</param>
    public sealed record State(Purpose Purpose, LawfulBasis Basis, bool Allowed, bool? Said, IReadOnlyList<ChannelState> Channels);

    public sealed record ChannelState(ConsentChannel Channel, bool Given);

    public sealed record Line(long Id, DateTimeOffset At, Purpose Purpose, ConsentChannel Channel, bool Given, ConsentSource Source, string? Evidence, string? By);

    public sealed class Handler(CustomersDb db, Consents consents, SubjectVault vault, IStaffDirectory staff, CurrentUser user, Texts texts) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            await db.MustRead(user, query.Id, ct);
            long[] records = [.. (await consents.Records([query.Id], ct)).Keys];
            var lines = await db.Consents.AsNoTracking().Where(c => records.Contains(c.CustomerId)).OrderByDescending(c => c.Id).Take(200).ToListAsync(ct);
            var bases = await consents.Bases(ct);
            var people = await staff.Everyone(ct);
            var opener = await vault.Of(records.Select(r => (long?)r), ct);
            var states = Enum.GetValues<Purpose>().Select(purpose =>
            {
                var mine = lines.Where(l => l.Purpose == purpose).ToList();
                bool? said = mine.Find(l => l.Channel == ConsentChannel.Any)?.Given;
                var any = mine.FindIndex(l => l.Channel == ConsentChannel.Any);
                // A later word about one channel counts for that one only.
                var channels = mine.Take(any < 0 ? mine.Count : any).GroupBy(l => l.Channel).Select(g => new ChannelState(g.Key, g.First().Given)).OrderBy(c => c.Channel).ToList();
                var basis = Lawfulness.Of(purpose, bases);
                return new State(purpose, basis, Lawfulness.Allows(basis, said), said, channels);
            }).ToList();
            return new(query.Id, states, [.. lines.Select(l => new Line(l.Id, l.At, l.Purpose, l.Channel, l.Given, l.Source,
                l.Evidence.Length == 0 ? null : opener.Open(l.CustomerId, l.Evidence) ?? texts["privacy.erased"], l.ById is { } by && people.TryGetValue(by, out var person) ? person.Name : null))]);
        }
    }
}
