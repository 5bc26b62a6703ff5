using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Interviews;

/// <summary>Fills in a survey for a customer on the phone; the answer is marked as such and names who asked.</summary>
[Needs("answers.enter")]
internal static class EnterAnswers
{
    /// <param name="Invitation">Answers an invitation of the customer and spends its link.</param>
    /// <param name="Wave">Else an open wave; where it has asked the customer already, that invitation is answered.</param>
    /// <param name="Typed">What could not be stored, to be shown again: also of a wave that has closed in the meantime.</param>
    public sealed record Query(long? Invitation, long? Wave, long? Customer, IReadOnlyDictionary<string, string?[]>? Typed = null) : IRequest<View>;

    public sealed record WaveChoice(long Id, string Title);

    /// <param name="Form">All questions on one page; null until a wave is chosen.</param>
    public sealed record View(IReadOnlyList<WaveChoice> Waves, long? WaveId, long? CustomerId, string? Customer, SurveyForm? Form, string Language);

    public sealed record Command : IRequest<Result>
    {
        public long? Invitation { get; init; }
        public long? Wave { get; init; }
        public long? Customer { get; init; }
        public DateTimeOffset? Began { get; init; }
        public IReadOnlyDictionary<string, string?[]> Typed { get; init; } = new Dictionary<string, string?[]>();
    }

    /// <param name="Form">Set when something has to be corrected.</param>
    public sealed record Result(long? ResponseId, SurveyForm? Form);

    public sealed class Handler(SurveysDb db, Links links, KnownFacts facts, ICustomerDirectory customers, IAudienceFacts people, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, View>, IRequestHandler<Command, Result>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var invitation = await Find(request.Invitation, cancellationToken);
            var customer = await Reachable(invitation?.CustomerId ?? request.Customer, cancellationToken);
            var waves = (await db.Waves.AsNoTracking().Include(w => w.Survey).Where(w => (w.State == WaveState.Open || w.State == WaveState.Sending) && !w.Anonymous).OrderByDescending(w => w.Id).Take(100).ToListAsync(cancellationToken)).Where(w => w.Takes(now)).ToList();
            var asked = invitation?.WaveId ?? request.Wave;
            var wave = waves.FirstOrDefault(w => w.Id == asked);
            if (request.Typed is { Count: > 0 }) wave ??= await db.Waves.AsNoTracking().Include(w => w.Survey).SingleOrDefaultAsync(w => w.Id == asked && w.VersionId != null && !w.Anonymous, cancellationToken);
            var choices = waves.Select(w => new WaveChoice(w.Id, w.Title.Length > 0 ? w.Title : w.Survey.Draft.Title.In(user.Language))).ToList();
            if (wave is null || customer is null) return new(choices, wave?.Id, customer?.Id, customer?.Name, null, user.Language);
            invitation ??= await Open(wave, customer, now, cancellationToken);
            var definition = await links.Version(await VersionOf(wave, invitation, cancellationToken), cancellationToken);
            var answers = new AnswerSheet();
            foreach (var item in definition.Items.Where(i => request.Typed?.ContainsKey(i.Key) == true)) answers.Take(item, request.Typed![item.Key]);
            return new(choices, wave.Id, customer.Id, customer.Name, OnePage(definition, answers, Links.KnownOf(customer)) with { Facts = await facts.Of(definition, customer, invitation, cancellationToken) }, customer.Language);
        }

        public async Task<Result> Handle(Command request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var invitation = await Find(request.Invitation, cancellationToken);
            var customer = await Reachable(invitation?.CustomerId ?? request.Customer, cancellationToken) ?? throw new RuleException("surveys.enter.customer", nameof(Command.Customer));
            var waveId = invitation?.WaveId ?? request.Wave;
            var wave = await db.Waves.Include(w => w.Survey).SingleOrDefaultAsync(w => w.Id == waveId, cancellationToken) ?? throw new RuleException("surveys.enter.wave", nameof(Command.Wave));
            if (wave.Anonymous) throw new RuleException("surveys.enter.anonymous"); // whoever asks on the phone knows whom
            invitation ??= await Open(wave, customer, now, cancellationToken);
            if (invitation is not null ? invitation.StateAt(now, wave) is not (LinkState.Ready or LinkState.Expired) : !wave.Takes(now)) throw new RuleException("surveys.enter.closed");
            var version = await VersionOf(wave, invitation, cancellationToken);
            var definition = await links.Version(version, cancellationToken);
            var known = Links.KnownOf(customer);
            var answers = new AnswerSheet();
            var wrong = new Dictionary<string, string?>();
            foreach (var item in definition.Items.Where(i => i.Fact is not { } fact || !known.Contains(fact))) wrong[item.Key] = answers.Take(item, request.Typed.GetValueOrDefault(item.Key) ?? []);
            var due = definition.PagesFor(answers, known).SelectMany(p => p.Items).Select(i => i.Key).ToHashSet();
            var errors = wrong.Where(w => w.Value is not null && due.Contains(w.Key)).ToDictionary(w => w.Key, w => w.Value!);
            foreach (var item in definition.Items.Where(i => !due.Contains(i.Key) && answers.ContainsKey(i.Key)))
            {
                errors[item.Key] = "surveys.enter.undue";
                if (!item.IsText) answers.Remove(item.Key); // what was chosen cannot be taken back by hand
            }
            if (errors.Count > 0) return new(null, OnePage(definition, answers, known) with { Errors = errors, Facts = await facts.Of(definition, customer, invitation, cancellationToken) });

            await using var transaction = await db.Begin(cancellationToken);
            var gift = wave.Gift;
            if (wave.Tallies)
            {
                if (await Waves.WavePlaces.Take(db, wave, now, cancellationToken) is not { } given)
                {
                    await transaction.CommitAsync(cancellationToken);
                    throw new RuleException("surveys.enter.closed");
                }
                gift = given;
            }
            if (invitation is null)
            {
                invitation = Invitation.To(wave, version, null, customer, await KeyContact(customer, cancellationToken), customer.Language, LinkSigner.HashOf((await links.Signer(cancellationToken)).NewToken()), Delivery.Phone, now);
                db.Invitations.Add(invitation);
                await db.SaveChangesAsync(cancellationToken);
            }
            var began = request.Began is { } at && at < now && at > now.AddHours(-4) ? at : now;
            var coupon = gift.Coupon?.Value;
            var first = await db.Invitations.Where(i => i.Id == invitation.Id && i.FinishedAt == null).ExecuteUpdateAsync(s => s.SetProperty(i => i.FinishedAt, now).SetProperty(i => i.StartedAt, i => i.StartedAt ?? began).SetProperty(i => i.Coupon, coupon)
                .SetProperty(i => i.Delivery, i => i.Delivery == Delivery.Undeliverable ? Delivery.Phone : i.Delivery), cancellationToken);
            if (first == 0) throw new RuleException("surveys.invitation.finished");
            var duplicate = wave.AsksOnce(invitation) && await db.Responses.AnyAsync(r => r.WaveId == wave.Id && r.CustomerId == customer.Id && r.ContactId == invitation.ContactId && r.TicketId == invitation.TicketId, cancellationToken);
            var response = Response.Finish(new Finished
            {
                SurveyId = wave.SurveyId, VersionId = version, Definition = definition, WaveId = wave.Id, Invitation = invitation, Customer = customer, Snapshot = Snapshot.Of(customer, zone.DayOf(now)),
                Known = known, Answers = answers, StartedAt = began, At = now, Active = now - began, Language = customer.Language, Source = ResponseSource.Phone, EnteredBy = user.Id, LowMark = wave.Survey.LowMark, Cleaning = wave.Survey.Cleaning, Duplicate = duplicate, Gift = gift,
            });
            db.Responses.Add(response);
            await db.SaveChangesAsync(cancellationToken);
            await db.Drafts.Where(d => d.InvitationId == invitation.Id).ExecuteDeleteAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new(response.Id, null);
        }

        async Task<Invitation?> Find(long? id, CancellationToken ct) =>
            id is null ? null : await db.Invitations.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id && i.CustomerId != null, ct) ?? throw new MissingException("Invitation", id);

        /// <summary>What the wave has sent the customer and waits for; of several the key contact's, else the latest.</summary>
        async Task<Invitation?> Open(Wave wave, CustomerFacts customer, DateTimeOffset now, CancellationToken ct)
        {
            var again = wave.Continues; // what happened long ago is not what is talked about now
            var open = await db.Invitations.AsNoTracking().Where(i => i.WaveId == wave.Id && i.CustomerId == customer.Id && i.FinishedAt == null && i.RevokedAt == null && (!again || i.ExpiresAt == null || i.ExpiresAt > now)).OrderByDescending(i => i.Id).ToListAsync(ct);
            if (open.Count < 2) return open.SingleOrDefault();
            var contact = await KeyContact(customer, ct);
            return open.Find(i => i.ContactId == contact) ?? open[0];
        }

        async Task<long?> KeyContact(CustomerFacts customer, CancellationToken ct) =>
            customer.Kind == CustomerKind.Organisation ? (await people.KeyContacts([customer.Id], ct)).GetValueOrDefault(customer.Id)?.Id : null;

        /// <summary>Only customers the interviewer may read.</summary>
        async Task<CustomerFacts?> Reachable(long? id, CancellationToken ct)
        {
            if (id is not { } known) return null;
            return await customers.Readable(known, ct) ?? throw new MissingException("Customer", id);
        }

        async Task<long> VersionOf(Wave wave, Invitation? invitation, CancellationToken ct) =>
            invitation?.VersionId ?? wave.VersionId ?? await db.Versions.Where(v => v.SurveyId == wave.SurveyId).OrderByDescending(v => v.Number).Select(v => v.Id).FirstAsync(ct);

        /// <summary>An interviewer sees the whole questionnaire at once.</summary>
        static SurveyForm OnePage(SurveyDefinition definition, AnswerSheet answers, IReadOnlySet<AskedFact> known) =>
            new(definition, new Dimension(), [.. definition.Items.Where(i => i.Fact is not { } fact || !known.Contains(fact))], 0, 1, answers, "", new Dictionary<string, string>());
    }
}
