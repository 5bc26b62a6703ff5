using System.Globalization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Organisation;

/// <summary>A team: its department, names, code and supervisor.</summary>
[Needs("staff.manage")]
internal static class SaveTeam
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record ChoicesQuery : IRequest<TeamChoices>;

    public sealed record Command : IRequest<long>
    {
        /// <summary>0 for a new one.</summary>
        public long Id { get; init; }
        public long? DepartmentId { get; init; }
        public string Name { get; init; } = "";
        public string? EnglishName { get; init; }
        public string? Code { get; init; }
        public long? SupervisorId { get; init; }
        public uint Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.DepartmentId).NotEmpty();
            RuleFor(c => c.Name).NotEmpty().MaximumLength(100);
            RuleFor(c => c.EnglishName).MaximumLength(100);
            RuleFor(c => c.Code).MaximumLength(50).Matches("^[a-z0-9]+(-[a-z0-9]+)*$").When(c => !string.IsNullOrWhiteSpace(c.Code));
        }
    }

    internal sealed class Reader(StaffDb db) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query request, CancellationToken ct) =>
            await db.Teams.Where(t => t.Id == request.Id).Select(t => new Command { Id = t.Id, DepartmentId = t.DepartmentId, Name = t.Name, EnglishName = t.EnglishName, Code = t.Code, SupervisorId = t.SupervisorId, Version = t.Version }).FirstOrDefaultAsync(ct) ?? throw new MissingException("team", request.Id);
    }

    internal sealed class ChoicesReader(StaffDb db) : IRequestHandler<ChoicesQuery, TeamChoices>
    {
        public async Task<TeamChoices> Handle(ChoicesQuery request, CancellationToken ct)
        {
            var language = Platform.Localization.Texts.LanguageOf(CultureInfo.CurrentUICulture);
            return new([.. (await db.Departments.AsNoTracking().OrderBy(d => d.Id).ToListAsync(ct)).Select(d => new Choice(d.Id, d.NameIn(language)))],
                [.. (await db.Members.AsNoTracking().Where(m => m.DeactivatedAt == null).OrderBy(m => m.Name).ToListAsync(ct)).Select(m => new Choice(m.Id, m.NameIn(language)))]);
        }
    }

    internal sealed class Handler(StaffDb db) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command request, CancellationToken ct)
        {
            if (!await db.Departments.AnyAsync(d => d.Id == request.DepartmentId, ct)) throw new RuleException("staff.unknown", nameof(Command.DepartmentId));
            if (request.SupervisorId is { } supervisor && !await db.Members.AnyAsync(m => m.Id == supervisor && m.DeactivatedAt == null, ct)) throw new RuleException("staff.unknown", nameof(Command.SupervisorId));
            if (request.Code.OrNull() is { } code && await db.Teams.AnyAsync(t => t.Code == code && t.Id != request.Id, ct)) throw new RuleException("staff.team.code.taken", nameof(Command.Code));
            Team? team;
            if (request.Id == 0) db.Teams.Add(team = new Team(request.DepartmentId!.Value, request.Name, request.EnglishName, request.Code, request.SupervisorId));
            else
            {
                team = await db.Teams.FirstOrDefaultAsync(t => t.Id == request.Id, ct) ?? throw new MissingException("team", request.Id);
                db.Expect(team, request.Version);
                team.Change(request.DepartmentId!.Value, request.Name, request.EnglishName, request.Code, request.SupervisorId);
            }
            await db.SaveChangesAsync(ct);
            return team.Id;
        }
    }
}

/// <summary>What the form of a team offers.</summary>
internal sealed record TeamChoices(IReadOnlyList<Choice> Departments, IReadOnlyList<Choice> People);
