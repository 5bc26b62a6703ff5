using Crm.Platform.Users;
using static Crm.Platform.Users.Scope;

namespace Crm.Staff.Features.Access;

/// <summary>
/// The roles that ship, and what each may do. Administrators run the installation but do not read customers' records
/// by that; "full access" is for whoever does everything in a small company: the first account has it.
/// </summary>
internal static class ShippedRoles
{
    public const string Administrator = "administrator", Supervisor = "supervisor", AccountManager = "account-manager", Agent = "agent", Analyst = "analyst", FullAccess = "full-access";

    public static readonly IReadOnlyList<(string Code, string Name, string EnglishName)> All =
    [
        (Administrator, "管理员", "Administrator"),
        (Supervisor, "主管", "Supervisor"),
        (AccountManager, "客户经理", "Account manager"),
        (Agent, "客服专员", "Agent"),
        (Analyst, "调研专员", "Analyst"),
        (FullAccess, "全部权限", "Full access"),
    ];

    /// <summary>Who gets a permission when it first appears, and how far it reaches. One that is missing here goes to administrators alone.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, Scope>> Grants = new Dictionary<string, IReadOnlyDictionary<string, Scope>>
    {
        ["customers.read"] = For(supervisor: Department, manager: Own, agent: Scope.All, analyst: Scope.All),
        ["customers.write"] = For(supervisor: Department, manager: Own, agent: Scope.Team),
        ["customers.delete"] = For(supervisor: Department),
        ["customers.import"] = For(supervisor: Scope.All),
        ["customers.export"] = For(supervisor: Department, manager: Own),
        ["customers.merge"] = For(supervisor: Department, manager: Own),
        ["customers.admit"] = For(supervisor: Department),
        ["customers.segments"] = For(supervisor: Scope.All, manager: Scope.All, analyst: Scope.All),
        ["customers.bulk"] = For(supervisor: Department),
        // Owner and assignee see contact data without a right; nobody else does unless an administrator says so.
        ["customers.contact"] = For(),
        ["customers.reveal"] = For(supervisor: Scope.All, manager: Scope.All, agent: Scope.All),
        ["privacy.approve"] = new Dictionary<string, Scope> { [Administrator] = Scope.All, [Supervisor] = Scope.All },
        ["tickets.read"] = For(supervisor: Department, manager: Own, agent: Scope.Team),
        ["tickets.write"] = For(supervisor: Department, manager: Own, agent: Scope.Team),
        ["tickets.assign"] = For(supervisor: Department, agent: Scope.Team),
        ["tickets.review"] = For(supervisor: Department),
        ["tickets.merge"] = For(supervisor: Department, agent: Scope.Team),
        ["tickets.share"] = For(supervisor: Scope.All),
        ["tickets.bulk"] = For(supervisor: Department),
        ["tickets.export"] = For(supervisor: Department),
        ["tickets.quality"] = For(supervisor: Department),
        ["tickets.risks"] = For(supervisor: Scope.All),
        ["goodwill.grant"] = For(supervisor: Department, agent: Scope.Team),
        ["goodwill.approve"] = For(supervisor: Department),
        ["followups.read"] = For(supervisor: Department, manager: Own, agent: Own),
        ["followups.write"] = For(supervisor: Department, manager: Own, agent: Own),
        ["surveys.read"] = For(supervisor: Scope.All, analyst: Scope.All),
        ["surveys.write"] = For(analyst: Scope.All),
        ["surveys.results"] = For(supervisor: Department, analyst: Scope.All),
        ["surveys.export"] = For(supervisor: Department, analyst: Scope.All),
        ["feedback.read"] = For(supervisor: Department, manager: Own, agent: Own, analyst: Scope.All),
        ["feedback.write"] = For(supervisor: Department, manager: Own, agent: Own, analyst: Scope.All),
        ["improvements.read"] = For(supervisor: Department, manager: Scope.Team, agent: Scope.Team, analyst: Scope.All),
        ["improvements.write"] = For(supervisor: Department, analyst: Scope.All),
        ["improvements.propose"] = For(supervisor: Scope.All, manager: Scope.All, agent: Scope.All, analyst: Scope.All),
        ["answers.enter"] = For(supervisor: Scope.All, manager: Scope.All, agent: Scope.All, analyst: Scope.All),
        ["loyalty.read"] = For(supervisor: Department, manager: Own, agent: Scope.All),
        ["loyalty.write"] = For(supervisor: Department, manager: Own, agent: Scope.Team),
        ["loyalty.redeem"] = For(supervisor: Department, manager: Own, agent: Scope.Team),
        ["loyalty.adjust"] = For(supervisor: Department, manager: Own),
        ["loyalty.approve"] = For(supervisor: Department),
        ["rewards.manage"] = For(supervisor: Scope.All),
        ["loyalty.programme"] = For(supervisor: Scope.All),
        ["loyalty.tier"] = For(supervisor: Department, manager: Own),
        ["loyalty.liability"] = For(supervisor: Scope.All),
        ["sales.read"] = For(supervisor: Department, manager: Own),
        ["sales.write"] = For(supervisor: Department, manager: Own),
        ["knowledge.read"] = new Dictionary<string, Scope>(For(supervisor: Scope.All, manager: Scope.All, agent: Scope.All, analyst: Scope.All)) { [Administrator] = Scope.All },
        ["knowledge.write"] = For(supervisor: Scope.All, manager: Scope.All, agent: Scope.All),
        ["knowledge.publish"] = For(supervisor: Scope.All),
        ["dashboard.view"] = For(supervisor: Department, manager: Own, agent: Scope.Team, analyst: Scope.All),
        ["reveal.sensitive"] = For(supervisor: Department),
        ["bulk"] = For(supervisor: Scope.All),
    };

    /// <summary>What each role gets of a permission: always everything for "full access"; the administrator what is meant for nobody else.</summary>
    public static IReadOnlyDictionary<string, Scope> Of(Permission permission)
    {
        var shipped = Grants.TryGetValue(permission.Name, out var known) ? known : new Dictionary<string, Scope> { [Administrator] = Scope.All };
        return shipped.Append(new(FullAccess, Scope.All)).ToDictionary(g => g.Key, g => permission.Scoped ? g.Value : Scope.All);
    }

    static Dictionary<string, Scope> For(Scope? supervisor = null, Scope? manager = null, Scope? agent = null, Scope? analyst = null)
    {
        var grants = new Dictionary<string, Scope>();
        void Add(string role, Scope? scope) { if (scope is { } s) grants[role] = s; }
        Add(Supervisor, supervisor);
        Add(AccountManager, manager);
        Add(Agent, agent);
        Add(Analyst, analyst);
        return grants;
    }
}
