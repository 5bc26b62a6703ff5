using Crm.Customers.Data;
using Crm.Customers.Domain.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Privacy;

/// <summary>Writes an assessment into its register, or changes what stands there.</summary>
[Needs("privacy.manage")]
internal static class SaveAssessment
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<long>
    {
        /// <summary>0 for a new one.</summary>
        public long Id { get; init; }

        public string Title { get; init; } = "";
        public string Purpose { get; init; } = "";
        public string Necessity { get; init; } = "";
        public string Risks { get; init; } = "";
        public string Measures { get; init; } = "";
        public string Conclusion { get; init; } = "";
        public DateOnly? ReviewOn { get; init; }
        public uint Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Title).NotEmpty().MaximumLength(200);
            RuleFor(c => c.Purpose).NotEmpty().MaximumLength(2000);
            RuleFor(c => c.Necessity).NotEmpty().MaximumLength(2000);
            RuleFor(c => c.Risks).NotEmpty().MaximumLength(4000);
            RuleFor(c => c.Measures).NotEmpty().MaximumLength(4000);
            RuleFor(c => c.Conclusion).NotEmpty().MaximumLength(2000);
            RuleFor(c => c.ReviewOn).NotNull();
        }
    }

    public sealed class Loader(CustomersDb db) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct) =>
            await db.Assessments.Where(x => x.Id == query.Id).Select(x => new Command { Id = x.Id, Version = x.Version, Title = x.Title, Purpose = x.Purpose, Necessity = x.Necessity, Risks = x.Risks, Measures = x.Measures, Conclusion = x.Conclusion, ReviewOn = x.ReviewOn }).FirstOrDefaultAsync(ct)
            ?? throw new MissingException("Assessment", query.Id);
    }

    public sealed class Handler(CustomersDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var facts = new AssessmentFacts(c.Title, c.Purpose, c.Necessity, c.Risks, c.Measures, c.Conclusion, c.ReviewOn);
            var row = c.Id == 0 ? null : await db.Assessments.FirstOrDefaultAsync(x => x.Id == c.Id, ct) ?? throw new MissingException("Assessment", c.Id);
            if (row is null) db.Assessments.Add(row = new Assessment(facts, user.Id, clock.GetUtcNow()));
            else
            {
                db.Expect(row, c.Version);
                row.Take(facts, user.Id, clock.GetUtcNow());
            }
            await db.SaveChangesAsync(ct);
            return row.Id;
        }
    }
}

/// <summary>The register, newest first.</summary>
[Needs("privacy.manage")]
internal static class ListAssessments
{
    public sealed record Query(string? After = null, int Limit = 50) : IRequest<Slice<Row>>;

    public sealed record Row(long Id, string Title, string? Detail, DateOnly? Day);

    public sealed class Handler(CustomersDb db) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken ct)
        {
            var limit = Math.Clamp(query.Limit, 1, 200);
            var before = Cursor.Read<long?>(query.After) ?? long.MaxValue;
            var rows = await db.Assessments.AsNoTracking().Where(x => x.Id < before).OrderByDescending(x => x.Id).Take(limit + 1).Select(x => new Row(x.Id, x.Title, x.Conclusion, x.ReviewOn)).ToListAsync(ct);
            return Cursor.Cut(rows, limit, r => r.Id);
        }
    }
}
