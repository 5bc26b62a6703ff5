using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Loyalty.Data.Migrations
{
    /// <inheritdoc />
    public partial class RollUps : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "point_days",
                schema: "loyalty",
                columns: table => new
                {
                    earned = table.Column<long>(type: "bigint", nullable: false),
                    redeemed = table.Column<long>(type: "bigint", nullable: false),
                    expired = table.Column<long>(type: "bigint", nullable: false),
                    reversed = table.Column<long>(type: "bigint", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    fresh = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                });

            migrationBuilder.CreateIndex(
                name: "ix_point_days_day",
                schema: "loyalty",
                table: "point_days",
                column: "day");

            migrationBuilder.CreateIndex(
                name: "ix_point_days_fresh",
                schema: "loyalty",
                table: "point_days",
                columns: new[] { "fresh", "day" },
                filter: "fresh");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "point_days",
                schema: "loyalty");
        }
    }
}
