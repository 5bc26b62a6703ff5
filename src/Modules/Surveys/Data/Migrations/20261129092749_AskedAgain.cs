using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Surveys.Data.Migrations
{
    /// <inheritdoc />
    public partial class AskedAgain : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "follow_up_id",
                schema: "surveys",
                table: "responses",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "follow_up_id",
                schema: "surveys",
                table: "invitations",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_waves_resurvey",
                schema: "surveys",
                table: "waves",
                column: "survey_id",
                unique: true,
                filter: "kind = 'resurvey'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_waves_resurvey",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "follow_up_id",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropColumn(
                name: "follow_up_id",
                schema: "surveys",
                table: "invitations");
        }
    }
}
