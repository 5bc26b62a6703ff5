using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Pretests;

/// <summary>Freezes the draft for a few testers and makes a link for each. They may be anybody: no customer and no account is needed.</summary>
[Needs("surveys.write")]
internal static class OpenPretest
{
    public sealed record Command : IRequest<long>
    {
        public long SurveyId { get; init; }

        /// <summary>One tester a line.</summary>
        public string Names { get; init; } = "";
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Names).NotEmpty().MaximumLength(2000);
    }

    public sealed class Handler(SurveysDb db, Links links, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command request, CancellationToken cancellationToken)
        {
            var survey = await db.Surveys.SingleOrDefaultAsync(s => s.Id == request.SurveyId, cancellationToken) ?? throw new MissingException("Survey", request.SurveyId);
            var names = Testers.NamesIn(request.Names);
            if (names.Count is 0 or > Pretest.Most) throw new RuleException("surveys.pretest.count", nameof(Command.Names), Pretest.Fewest, Pretest.Most);
            var now = clock.GetUtcNow();
            await using var transaction = await db.Begin(cancellationToken);
            var pretest = Pretest.Open(survey, user.Id, now);
            db.Pretests.Add(pretest);
            await db.SaveChangesAsync(cancellationToken); // the testers need its id
            var signer = await links.Signer(cancellationToken);
            foreach (var name in names) db.PretestTesters.Add(PretestTester.For(pretest, name, signer.NewToken(), now));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return pretest.Id;
        }
    }
}

/// <summary>One more tester of a pre-test that runs.</summary>
[Needs("surveys.write")]
internal static class AddTester
{
    public sealed record Command : IRequest<Unit>
    {
        public long PretestId { get; init; }
        public string Name { get; init; } = "";
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Name).NotEmpty().MaximumLength(Testers.LongestName);
    }

    public sealed class Handler(SurveysDb db, Links links, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var pretest = await db.Pretests.SingleOrDefaultAsync(p => p.Id == request.PretestId, cancellationToken) ?? throw new MissingException("Pretest", request.PretestId);
            if (pretest.ClosedAt is not null) throw new RuleException("surveys.pretest.over");
            if (await db.PretestTesters.CountAsync(t => t.PretestId == pretest.Id, cancellationToken) >= Pretest.Most) throw new RuleException("surveys.pretest.count", nameof(Command.Name), Pretest.Fewest, Pretest.Most);
            db.PretestTesters.Add(PretestTester.For(pretest, request.Name.Trim(), (await links.Signer(cancellationToken)).NewToken(), clock.GetUtcNow()));
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Ends a pre-test: its links say so, its remarks stay.</summary>
[Needs("surveys.write")]
internal static class ClosePretest
{
    public sealed record Command(long Id) : IRequest<Unit>;

    public sealed class Handler(SurveysDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var pretest = await db.Pretests.SingleOrDefaultAsync(p => p.Id == request.Id, cancellationToken) ?? throw new MissingException("Pretest", request.Id);
            pretest.Close(user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Ticks a remark off, or takes the tick back.</summary>
[Needs("surveys.write")]
internal static class TickRemark
{
    public sealed record Command(long PretestId, long Id, bool Done) : IRequest<Unit>;

    public sealed class Handler(SurveysDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var remark = await db.PretestRemarks.SingleOrDefaultAsync(r => r.Id == request.Id && r.PretestId == request.PretestId, cancellationToken) ?? throw new MissingException("Remark", request.Id);
            remark.Tick(request.Done, user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Names as they are typed.</summary>
internal static class Testers
{
    public const int LongestName = 100;

    public static IReadOnlyList<string> NamesIn(string text) =>
        [.. text.Split('\n').Select(n => n.Trim()).Where(n => n.Length > 0).Select(n => n.Length > LongestName ? n[..LongestName] : n)];
}
