namespace Crm.Loyalty.Features.MemberPage;

/// <summary>Addresses of the member's page; each says its language.</summary>
internal static class MemberUrls
{
    public const string Root = "/member";

    public static string Home(string language) => $"{Root}/{language}";
    public static string SignIn(string language) => $"{Root}/{language}/sign-in";
    public static string Enter(string language, string token) => $"{Root}/{language}/enter/{token}";
    public static string Join(string language) => $"{Root}/{language}/join";
    public static string History(string language) => $"{Root}/{language}/history";
    public static string Rewards(string language) => $"{Root}/{language}/rewards";
    public static string Reward(string language, long id) => $"{Root}/{language}/rewards/{id}";
    public static string Redemptions(string language) => $"{Root}/{language}/redemptions";
    public static string Redemption(string language, long id) => $"{Root}/{language}/redemptions/{id}";
    public static string Cancel(string language, long id) => $"{Root}/{language}/redemptions/{id}/cancel";
    public static string Ideas(string language) => $"{Root}/{language}/ideas";
    public static string Idea(string language, long id) => $"{Root}/{language}/ideas/{id}";
    public static string Propose(string language) => $"{Root}/{language}/ideas/new";
    public static string SignOut(string language) => $"{Root}/{language}/sign-out";
}
